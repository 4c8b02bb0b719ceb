import * as l10n from '@vscode/l10n';
import type { Span } from '../../manifest/text-span.ts';
import type { Json } from '../../signature/notation/json.ts';
import type { VerificationLevel } from '../../signature/report.ts';
import type { Enforcement, NotationEnforcement, NotationTrust } from '../../signature/verification.ts';
import type { Placed, Problems } from './report-problems.ts';

/** `signatureVerification` of a statement. */
export interface Verifying {
  readonly level: Placed<VerificationLevel>;
  /** Of the level, with what overrides it. */
  readonly enforcement: NotationEnforcement;
  /** Where it is said, beside a level that says otherwise, that strangers are only logged. */
  readonly authenticityLogged?: Span;
  /** As written; absent where the statement does not say. */
  readonly verifyTimestamp?: Placed<NotationTrust['verifyTimestamp']>;
}

const all = (action: Enforcement): NotationEnforcement => ({
  authenticity: action,
  authenticTimestamp: action,
  expiry: action,
  revocation: action,
});

const levels: Readonly<Record<VerificationLevel, NotationEnforcement>> = {
  strict: all('enforce'),
  permissive: { ...all('log'), authenticity: 'enforce' },
  audit: all('log'),
  skip: all('skip'),
};

const checks = Object.keys(levels.strict) as readonly (keyof NotationEnforcement)[];
const times: readonly string[] = ['always', 'afterCertExpiry'];

/** Reads `signatureVerification`; `undefined` where there is no level. What is wrong goes to `problems`. */
export function readVerifying(json: Json, problems: Problems): Verifying | undefined {
  const members = problems.members(json, ['level', 'override', 'verifyTimestamp']);
  const level = readLevel(json, members.get('level'), problems);
  if (!level) return undefined;
  const override = members.get('override');
  const enforcement = override ? overridden(level.value, override, problems) : levels[level.value];
  const authenticityLogged =
    levels[level.value].authenticity === 'enforce' && enforcement.authenticity === 'log'
      ? authenticityIn(override)
      : undefined;
  const verifyTimestamp = readTime(members.get('verifyTimestamp'), problems);
  return {
    level,
    enforcement,
    ...(authenticityLogged && { authenticityLogged }),
    ...(verifyTimestamp && { verifyTimestamp }),
  };
}

function authenticityIn(override: Json | undefined): Span | undefined {
  if (override?.type !== 'object') return undefined;
  return override.members.find(({ name }) => name === 'authenticity')?.value.span;
}

function readTime(json: Json | undefined, problems: Problems): Verifying['verifyTimestamp'] {
  const value = json && problems.text(json);
  // Empty is what Go writes for a member that is not set.
  if (!json || !value) return undefined;
  if (isTime(value)) return { value, span: json.span };
  problems.shape(
    json.span,
    l10n.t('verifyTimestamp is "always" or "afterCertExpiry", and not "{0}".', value),
  );
  return undefined;
}

function readLevel(
  parent: Json,
  json: Json | undefined,
  problems: Problems,
): Placed<VerificationLevel> | undefined {
  if (!json) {
    problems.shape(
      parent.span,
      l10n.t('The level is missing: add "level", with strict, permissive, audit or skip.'),
    );
    return undefined;
  }
  const value = problems.text(json);
  if (value === undefined) return undefined;
  if (isLevel(value)) return { value, span: json.span };
  problems.shape(json.span, l10n.t('A level is strict, permissive, audit or skip, and not "{0}".', value));
  return undefined;
}

function overridden(level: VerificationLevel, json: Json, problems: Problems): NotationEnforcement {
  const enforcement = { ...levels[level] };
  if (json.type === 'object' && json.members.length > 0 && level === 'skip') {
    problems.error(json.span, l10n.t('The level skip cannot be overridden: choose another, or remove this.'));
    return enforcement;
  }
  if (json.type !== 'object') {
    problems.shape(json.span, l10n.t('This must be an object: { … }.'));
    return enforcement;
  }
  const seen = new Set<string>();
  for (const { name, nameSpan, value } of json.members) {
    if (seen.has(name))
      problems.error(nameSpan, l10n.t('"{0}" stands here twice: remove one of them.', name));
    seen.add(name);
    const check = checks.find((each) => each === name);
    if (check === undefined) {
      problems.shape(
        nameSpan,
        name === 'integrity'
          ? l10n.t('integrity cannot be overridden: remove it.')
          : l10n.t('Nobody knows the check "{0}": there are {1}.', name, checks.join(', ')),
      );
      continue;
    }
    const action = problems.text(value);
    if (action === 'enforce' || action === 'log' || (action === 'skip' && check === 'revocation')) {
      enforcement[check] = action;
    } else if (action !== undefined) {
      problems.shape(
        value.span,
        check === 'revocation'
          ? l10n.t('{0} can be enforce, log or skip, and not "{1}".', check, action)
          : l10n.t('{0} can be enforce or log, and not "{1}".', check, action),
      );
    }
  }
  return enforcement;
}

function isLevel(text: string): text is VerificationLevel {
  return Object.hasOwn(levels, text);
}

function isTime(text: string): text is NotationTrust['verifyTimestamp'] {
  return times.includes(text);
}
