import type { HttpErrorCode } from './ports.ts';

/** What became of a request, for the parentheses of a sentence: in words, not in codes of the operating system. */
export function httpTrouble(code: HttpErrorCode, message: string): string {
  switch (code) {
    case 'dns':
      return 'its name has no address';
    case 'refused':
      return 'it refuses connections';
    case 'reset':
      return 'it broke off the connection';
    default:
      return message;
  }
}
