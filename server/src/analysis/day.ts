import * as l10n from '@vscode/l10n';

/** `3 May 2026`, in the language of the sentences it stands in, in UTC. */
export function day(at: number): string {
  return format(at, { dateStyle: 'long' });
}

/** `3 May 2026 at 10:00:07 UTC`. */
export function moment(at: number): string {
  return format(at, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
}

function format(at: number, options: Intl.DateTimeFormatOptions): string {
  // The language in which dates are written (BCP 47); to be translated to its own tag, such as ko-KR.
  const language = l10n.t('en-GB');
  return new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' }).format(new Date(at));
}
