import * as l10n from '@vscode/l10n';
import { fileTrouble } from './file-trouble.ts';
import type { CallbackPage } from './oidc/loopback.ts';
import type { OidcProblem } from './oidc/problem.ts';

type Sentence = (...args: readonly string[]) => string;

/** Every way in which there can be no identity token. A closed list. */
const sentences = {
  cancelled: () => l10n.t('Signing in was cancelled.'),
  timeout: (minutes) =>
    l10n.t(
      'Nobody signed in within {0} min (the browser window may have been closed): try again.',
      minutes ?? '',
    ),
  internal: (why) => l10n.t('Signing in failed because of a defect in ImageSeal: {0}.', why ?? ''),

  'issuer-malformed': (issuer) =>
    l10n.t(
      '{0} is not the address of an OpenID Connect issuer: it must be a URL such as https://oauth2.sigstore.dev/auth.',
      issuer ?? '',
    ),
  'issuer-not-https': (issuer) =>
    l10n.t(
      'The issuer {0} would be asked without encryption: its address must begin with https.',
      issuer ?? '',
    ),
  'issuer-unreachable': (host, why) =>
    l10n.t(
      '{0} could not be reached ({1}): check the network, VPN and proxy, then try again.',
      host ?? '',
      why ?? '',
    ),
  'issuer-answer': (host, why) =>
    l10n.t(
      '{0} gave an answer that makes no sense for signing in ({1}): check the address of the issuer.',
      host ?? '',
      why ?? '',
    ),
  'issuer-mismatch': (issuer, said) =>
    l10n.t(
      'The issuer {0} calls itself {1}: correct the address to exactly that, if you trust it.',
      issuer ?? '',
      said ?? '',
    ),
  'endpoint-refused': (host, endpoint) =>
    l10n.t(
      '{0} sends to {1}, which is not asked because it is not a public https address: tell the operator of the issuer.',
      host ?? '',
      endpoint ?? '',
    ),
  'no-browser-flow': (host) =>
    l10n.t('{0} does not let anybody sign in with a browser: check the address of the issuer.', host ?? ''),
  'no-device-flow': (host) =>
    l10n.t('{0} does not let anybody sign in with a code: sign in with a browser.', host ?? ''),

  port: (why) =>
    l10n.t(
      'No port of this machine could be opened for the browser to come back to ({0}): sign in with a code instead.',
      why ?? '',
    ),
  'redirect-elsewhere': (host) =>
    l10n.t(
      'The browser would have to come back to {0}, and issuers allow only the machine that it runs on: sign in with a code instead.',
      host ?? '',
    ),
  'browser-not-opened': () =>
    l10n.t('The browser was not opened, so nobody could sign in: try again, or sign in with a code.'),
  state: () =>
    l10n.t('The browser came back with an answer that does not belong to this sign-in: start again.'),
  denied: (host) =>
    l10n.t('{0} did not let you in, or you declined: try again, or use another account.', host ?? ''),
  refused: (host, error) =>
    l10n.t(
      '{0} refused the sign-in ({1}): try again, and check the issuer and client ID if it stays so.',
      host ?? '',
      error ?? '',
    ),
  'code-expired': () => l10n.t('Nobody entered the code in time: start again for a new one.'),

  'token-missing': (host) =>
    l10n.t('{0} gave no identity token: check that it is an OpenID Connect issuer.', host ?? ''),
  'token-malformed': () =>
    l10n.t('The identity token is not a JWT that names somebody: sign in again, or pass another token.'),
  'token-nonce': (host) =>
    l10n.t('{0} gave the identity token of another sign-in, so it is not used: start again.', host ?? ''),
  'token-issuer': (host) =>
    l10n.t(
      '{0} gave an identity token in the name of another issuer, so it is not used: check its address.',
      host ?? '',
    ),
  'token-audience': (wanted, audience) =>
    l10n.t(
      'The identity token is for {1} and signing needs one for {0}: ask for a token with the audience {0}.',
      wanted ?? '',
      audience ?? '',
    ),
  'token-expired': (at) =>
    l10n.t(
      'The identity token has expired (at {0}): sign in again, or pass another token. If that is in the future, set the clock of this machine.',
      at ?? '',
    ),
  'token-email': () =>
    l10n.t('The identity token holds an e-mail address that its issuer has not verified: verify it there.'),
  'clock-ahead': (minutes) =>
    l10n.t(
      'The clock of this machine is {0} min ahead, so the identity token reads as expired: set the clock.',
      minutes ?? '',
    ),
  'clock-behind': (minutes) =>
    l10n.t(
      'The clock of this machine is {0} min behind, so the identity token reads as not valid yet: set the clock.',
      minutes ?? '',
    ),
  'token-file': (path, why) =>
    l10n.t(
      'The identity token could not be read from {0} ({1}): check the path.',
      path ?? '',
      fileTrouble({ code: why, message: why }),
    ),
  'actions-refused': (why) =>
    l10n.t(
      'GitHub Actions gave no identity token ({0}): the job needs the permission id-token: write.',
      why ?? '',
    ),
} as const satisfies Record<string, Sentence>;

export type OidcCode = keyof typeof sentences;

/** Why there is no identity token and what to do next: one sentence or two. */
export function describeOidcProblem({ code, args }: OidcProblem): string {
  const sentence: Sentence = sentences[code];
  return sentence(...args);
}

/** What the browser shows after signing in. `language` is a BCP 47 tag, of the language that sentences are in. */
export function callbackPage(language = 'en'): CallbackPage {
  return {
    language,
    title: 'ImageSeal',
    done: l10n.t('You are signed in, and may close this window.'),
    failed: l10n.t('You are not signed in. You may close this window; ImageSeal says what went wrong.'),
  };
}
