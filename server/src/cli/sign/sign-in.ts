import * as l10n from '@vscode/l10n';
import { loadOidc } from '../../platform/load-oidc.ts';
import { isOidcError } from '../../platform/oidc/problem.ts';
import type { IdentityToken } from '../../platform/oidc/token.ts';
import { callbackPage, describeOidcProblem } from '../../platform/oidc-message.ts';
import { hasBrowser, openUrl } from '../../platform/open-url.ts';
import type { CliContext } from '../context.ts';
import { CliError, Interrupted } from '../exit-code.ts';
import { languageOf } from '../locale.ts';
import { printable } from '../printable.ts';
import type { CosignOptions } from './cosign-options.ts';
import type { SharedWorld } from './world.ts';

export interface SignIn {
  readonly options: Pick<CosignOptions, 'identityToken' | 'authFlow' | 'clientId'>;
  /** Of the signing configuration; the first is asked. */
  readonly issuers: readonly string[];
  readonly context: Pick<CliContext, 'env' | 'terminal' | 'stderr'>;
  readonly world: SharedWorld;
}

/** Milliseconds for a whole sign-in. */
const timeoutMs = 5 * 60_000;

/** The token of `--identity-token`, or of the surroundings; `undefined` when there is none. @throws CliError */
export async function tokenAtHand({ options, context, world }: SignIn): Promise<IdentityToken | undefined> {
  const { identityToken, clientId: audience } = options;
  const { http, clock, signal } = world;
  return await explained(world, async () => {
    const oidc = await loadOidc();
    return identityToken === undefined
      ? await oidc.ambientToken({ env: context.env, http, clock, signal, audience })
      : await oidc.givenToken(identityToken, { clock, audience });
  });
}

/** How somebody can sign in here. @throws CliError when nobody can. */
export function wayToSignIn({ options, context, issuers }: SignIn): 'normal' | 'device' {
  const { authFlow } = options;
  const { terminal, env } = context;
  // With a code somebody may sign in who only reads the log of this run.
  if (authFlow === 'token' || (!terminal && authFlow !== 'device'))
    throw new CliError(
      l10n.t(
        'There is no identity token, and nobody to sign in: pass one with --identity-token or in SIGSTORE_ID_TOKEN, or sign with --key.',
      ),
    );
  if (issuers.length === 0)
    throw new CliError(
      l10n.t('The signing configuration names no issuer to sign in at: pass a token with --identity-token.'),
    );
  return authFlow ?? (hasBrowser(env) ? 'normal' : 'device');
}

/** Has somebody sign in. @throws CliError, Interrupted */
export async function signIn(way: 'normal' | 'device', asked: SignIn): Promise<IdentityToken> {
  const { options, issuers, context, world } = asked;
  const { env, stderr } = context;
  const { http, clock, signal } = world;
  const say = (text: string) => stderr.write(`${printable(text)}\n`);
  const common = { issuer: issuers[0] ?? '', clientId: options.clientId, http, clock, signal, timeoutMs };
  return await explained(world, async () => {
    const oidc = await loadOidc();
    if (way === 'device') {
      return await oidc.deviceFlow({
        ...common,
        show: ({ verificationUriComplete, verificationUri, userCode }) =>
          say(
            l10n.t('Sign in at {0} with the code {1}.', verificationUriComplete ?? verificationUri, userCode),
          ),
      });
    }
    return await oidc.authorizationCode({
      ...common,
      page: callbackPage(languageOf(env)),
      openUrl: async (url) => {
        say(l10n.t('Sign in with your browser. If it does not open by itself, open {0}', url));
        await openUrl(url, env);
        return true;
      },
    });
  });
}

async function explained<T>({ signal }: SharedWorld, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isOidcError(error)) throw error;
    const sentence = describeOidcProblem(error.problem);
    throw signal.aborted ? new Interrupted(sentence) : new CliError(sentence);
  }
}
