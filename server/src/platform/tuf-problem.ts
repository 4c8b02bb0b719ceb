import * as l10n from '@vscode/l10n';
import type { TufFailure } from './tuf/instance.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Why the trusted root of an instance is not newer: one sentence. `at` is when the one that is used was confirmed. */
export function describeTufFailure({ kind, host, detail }: TufFailure, at: number, now: number): string {
  const date = new Date(at).toISOString().slice(0, 10);
  const days = Math.max(0, Math.floor((now - at) / dayMs));
  switch (kind) {
    case 'unreachable':
      return l10n.t(
        '{0} did not give its newest trusted root ({1}), so the one of {2} is used, which is {3} days old: check the network and the proxy; it is asked again after a day.',
        host,
        detail,
        date,
        days,
      );
    case 'refused':
      return l10n.t(
        'What {0} gave as its newest trusted root does not hold ({1}), so the one of {2} is used, which is {3} days old: check that nobody is in between; it is asked again after a day.',
        host,
        detail,
        date,
        days,
      );
    case 'unusable':
      return l10n.t(
        'The newest trusted root of {0} cannot be used ({1}), so the one of {2} is used, which is {3} days old: update ImageSeal.',
        host,
        detail,
        date,
        days,
      );
  }
}
