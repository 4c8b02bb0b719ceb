import * as l10n from '@vscode/l10n';
import { hubName } from '../../image/names.ts';
import { formatName } from '../../signature/notation/x509/name.ts';
import type { TrustStoreFolder } from '../policy.ts';
import { readTrustPolicy } from './document.ts';
import { type PolicyProblem, Problems } from './report-problems.ts';
import { type Statement, storeText } from './statement.ts';
import { readTrustStore } from './store.ts';
import { matchableTypes } from './subject-pattern.ts';

/**
 * Everything that is wrong with a trust policy document, in the order of the text: its rules, the trust stores that it
 * names, and what protects less than it seems to. Without `store` trust stores are not looked into. `now` in milliseconds.
 */
export function checkPolicy(text: string, store: TrustStoreFolder | undefined, now: number): PolicyProblem[] {
  const { statements, problems: mistakes } = readTrustPolicy(text);
  const problems = new Problems();
  for (const statement of statements) {
    checkScopes(statement, problems);
    checkLevel(statement, problems);
    checkIdentities(statement, problems);
    checkStoreTypes(statement, problems);
    if (store) checkStores(statement, store, now, problems);
  }
  return [...mistakes, ...problems.all].sort((a, b) => a.span.start - b.span.start);
}

function checkScopes({ scopes }: Statement, problems: Problems): void {
  for (const { value, span } of scopes) {
    const canonical = hubName(value);
    if (canonical !== value) {
      problems.warn(span, l10n.t('No image is called so: on Docker Hub this is {0}.', canonical));
    }
  }
}

function checkLevel({ verifying, scopes }: Statement, problems: Problems): void {
  const { level, authenticityLogged } = verifying;
  const wide = scopes.some(({ value }) => value === '*');
  if (level.value === 'skip') {
    if (wide) {
      const message = l10n.t(
        'Nothing is verified of any image, which the specification forbids: name the repositories that are to be skipped.',
      );
      problems.warn(level.span, message);
    } else {
      problems.inform(level.span, l10n.t('Nothing is verified of the images in these repositories.'));
    }
  } else if (level.value === 'audit' && verifying.enforcement.authenticity === 'log') {
    const message = l10n.t(
      'This protects from nothing: notation accepts images that somebody else has signed, and only logs it. ImageSeal calls them untrusted. Choose strict or permissive.',
    );
    problems.warn(level.span, message);
  } else if (authenticityLogged) {
    const message = l10n.t(
      'This protects from nothing: notation accepts images that somebody else has signed, and only logs it. ImageSeal calls them untrusted. Remove it, or enforce it.',
    );
    problems.warn(authenticityLogged, message);
  }
}

function checkIdentities({ identities }: Statement, problems: Problems): void {
  if (identities === 'any') return;
  for (const { value: pattern, span } of identities) {
    if (pattern === 'unknown') {
      problems.warn(
        span,
        l10n.t('This matches nothing: of the kinds of identities only "x509.subject:" is known.'),
      );
      continue;
    }
    const type = [...pattern.keys()].find((each) => !matchableTypes.includes(each));
    if (type !== undefined) {
      const message = l10n.t(
        'This matches nothing: subjects can be matched by {0}, and not by {1}.',
        matchableTypes.join(', '),
        type,
      );
      problems.warn(span, message);
    }
    const country = pattern.get('C') ?? '';
    if (!/^[A-Za-z]{2}$/.test(country)) {
      problems.warn(
        span,
        l10n.t('This matches nothing: a country is two letters, such as US, and not "{0}".', country),
      );
    }
  }
}

function checkStoreTypes({ stores, verifying }: Statement, problems: Problems): void {
  const { verifyTimestamp } = verifying;
  const stamped = stores.some(({ value }) => value.type === 'tsa');
  if (verifyTimestamp && !stamped) {
    problems.warn(
      verifyTimestamp.span,
      l10n.t('This means nothing without a trust store for timestamps: add one, such as "tsa:acme".'),
    );
  }
  const [first] = stores;
  if (first && stores.every(({ value }) => value.type === 'tsa')) {
    problems.warn(
      first.span,
      l10n.t('This statement trusts nobody: add a trust store of type ca or signingAuthority.'),
    );
  }
}

function checkStores({ stores }: Statement, folder: TrustStoreFolder, now: number, problems: Problems): void {
  for (const { value, span } of stores) {
    const { certificates, problems: spoilt, directories } = readTrustStore(folder, value);
    for (const problem of spoilt) problems.error(span, problem);
    const store = storeText(value);
    if (spoilt.length === 0 && directories[0] !== undefined) {
      problems.warn(
        span,
        l10n.t(
          'The folder {0} in the trust store {1} is ignored here, as the specification has it, and notation refuses the whole store for it: move it away.',
          directories[0],
          store,
        ),
      );
    }
    for (const { file, certificate } of certificates) {
      if (certificate.notAfter >= now) continue;
      problems.warn(
        span,
        l10n.t(
          'The certificate {0} ({1} in the trust store {2}) expired at {3}: what is signed under it needs a timestamp from before.',
          formatName(certificate.subject),
          file,
          store,
          new Date(certificate.notAfter).toISOString().slice(0, 10),
        ),
      );
    }
  }
}
