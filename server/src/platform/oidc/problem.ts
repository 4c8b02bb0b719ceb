import type { OidcCode } from '../oidc-message.ts';

/** Why there is no identity token; `describeOidcProblem` makes a sentence of it. Never holds a token or another secret. */
export interface OidcProblem {
  readonly code: OidcCode;
  readonly args: readonly string[];
}

/** No identity token. It has no `cause`: those of the library hold what the issuer sent. */
export class OidcError extends Error {
  override readonly name = 'OidcError';
  readonly problem: OidcProblem;

  constructor(code: OidcCode, ...args: readonly string[]) {
    super([code, ...args].join(': '));
    this.problem = { code, args };
  }
}

/** By name: the bundle that is loaded on demand has a class of its own. */
export function isOidcError(error: unknown): error is OidcError {
  return error instanceof Error && error.name === 'OidcError' && 'problem' in error;
}

/** Text of a stranger, fit for a sentence: no control characters, 200 at most. */
export function oneLine(text: string): string {
  return text
    .replace(/[\x00-\x20\x7f-\x9f\u2028-\u202e\u2066-\u2069]+/g, ' ')
    .trim()
    .slice(0, 200);
}
