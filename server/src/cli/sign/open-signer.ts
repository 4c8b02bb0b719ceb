import { issuerName } from '../../analysis/signer.ts';
import type { IdentityToken } from '../../platform/oidc/token.ts';
import { whatBecomesPublic } from '../../signature/publication.ts';
import type { SigningIdentity, SigningServices } from '../../signature/signing.ts';
import type { CliContext } from '../context.ts';
import { agreeToPublish } from './consent.ts';
import type { CosignOptions } from './cosign-options.ts';
import { openKey } from './key.ts';
import { type SignIn, signIn, tokenAtHand, wayToSignIn } from './sign-in.ts';
import type { SharedWorld } from './world.ts';

/** Whoever signs, known and agreed to. */
export interface OpenIdentity {
  /** For the next image. May ask somebody to sign in again, since tokens hold for minutes. */
  identity(): Promise<SigningIdentity>;
  /** What the user calls the key. */
  readonly keyName?: string;
  /** A file with the public key. */
  readonly publicKey?: string | undefined;
  dispose(): void;
}

export interface Opening {
  readonly options: CosignOptions;
  readonly services: SigningServices;
  /** OIDC issuers. */
  readonly issuers: readonly string[];
  readonly context: CliContext;
  readonly world: SharedWorld;
}

/** Milliseconds that a token must hold for the next image. */
const leastValidity = 10_000;

/** Gets ready to sign; what becomes public is agreed to before. @throws CliError, Interrupted */
export async function openIdentity(opening: Opening): Promise<OpenIdentity> {
  const { key } = opening.options;
  return key === undefined ? await openKeyless(opening) : await openKeyed(key, opening);
}

async function openKeyed(key: string, { options, services, context, world }: Opening): Promise<OpenIdentity> {
  const attestation = options.attestation !== undefined;
  const publication = whatBecomesPublic({ services, signer: { type: 'key' }, attestation });
  await agreeToPublish(publication, options.yes, context);
  const opened = await openKey(key, context, world.signal);
  return {
    identity: async () => ({ type: 'key', key: opened.key }),
    keyName: opened.name,
    publicKey: opened.publicKey,
    dispose: () => opened.dispose(),
  };
}

async function openKeyless(opening: Opening): Promise<OpenIdentity> {
  const { options, services, context, world } = opening;
  const asked: SignIn = opening;
  let token = await tokenAtHand(asked);
  const way = token ? undefined : wayToSignIn(asked);
  const attestation = options.attestation !== undefined;
  const identity = token && nameOf(token);
  const signer = { type: 'keyless', ...(identity !== undefined && { identity }) } as const;
  await agreeToPublish(whatBecomesPublic({ services, signer, attestation }), options.yes, context);
  const renew = async () => (way === undefined ? await tokenAtHand(asked) : await signIn(way, asked));
  let renewing: Promise<IdentityToken | undefined> | undefined;
  return {
    identity: async () => {
      if (!token || token.says.expiresAt - world.clock.now() < leastValidity) {
        // Who declined is not asked again for every other image: a sign-in that failed stays so.
        renewing ??= renew();
        token = (await renewing) ?? token;
        renewing = undefined;
      }
      return { type: 'keyless', identityToken: token?.token ?? '' };
    },
    dispose: () => {
      token = undefined;
    },
  };
}

function nameOf({ says }: IdentityToken): string {
  return `${says.name} (${issuerName(says.issuer)})`;
}
