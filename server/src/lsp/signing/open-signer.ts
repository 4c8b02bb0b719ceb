import * as l10n from '@vscode/l10n';
import { openCosignKey } from '../../platform/cosign-key.ts';
import { createCosignRunner, findCosign } from '../../platform/installed-cosign.ts';
import { readBytes } from '../../platform/secret-file.ts';
import { describeKeyProblem } from '../../signature/cosign/keys/describe.ts';
import { isKeyError } from '../../signature/cosign/keys/problem.ts';
import { loadSigner } from '../../signature/cosign/sign/load-signer.ts';
import type { SigningIdentity } from '../../signature/signing.ts';
import type { LongRequest } from '../commands/long-requests.ts';
import type { SessionContext } from '../context.ts';
import { shownPath } from '../shown-path.ts';
import type { NotationSignWith, SignWith } from '../signing-protocol.ts';
import { pathOf } from '../uris.ts';
import { takeSecret, withSecrets } from './secrets.ts';
import { signIn, tokenAtHand } from './sign-in.ts';

/** Whoever signs, ready to. */
export interface OpenSigner {
  readonly identity: SigningIdentity;
  /** Of the public key in a key file. */
  readonly fingerprint?: string;
  /** Lets go of the key. */
  dispose(): void;
}

type Problem = { readonly problem: string; readonly wrong?: true };

/** The largest key there is takes 5 KB. */
const maxKeyBytes = 64 * 1024;

/** Opens a key, or has somebody sign in. What is wrong is one sentence. */
export async function openSigner(
  { connection, host, projects }: SessionContext,
  signer: Exclude<SignWith, NotationSignWith>,
  issuer: string | undefined,
  { progress, signal }: LongRequest,
): Promise<OpenSigner | Problem> {
  switch (signer.type) {
    case 'key': {
      const password = takeSecret(signer, 'password') ?? Buffer.alloc(0);
      return await withSecrets([password], () => openKeyFile(projects, signer.key, password));
    }
    case 'cosign': {
      progress.say(l10n.t('Asking cosign for the key'));
      const cosign = await findCosign(createCosignRunner(process.env), signal);
      if ('problem' in cosign) return cosign;
      const opened = await openCosignKey(cosign, signer.key, signal);
      if ('problem' in opened) return opened;
      return { identity: { type: 'key', key: opened.key }, dispose: () => {} };
    }
    case 'keyless': {
      const world = { connection, http: host.http, signal };
      let token = await tokenAtHand(world);
      if (token === undefined) {
        progress.say(l10n.t('Waiting for you to sign in with the browser'));
        token = await signIn(issuer, world);
      }
      if ('problem' in token) return token;
      return { identity: { type: 'keyless', identityToken: token.token }, dispose: () => {} };
    }
  }
}

async function openKeyFile(
  projects: SessionContext['projects'],
  uri: string,
  password: Buffer,
): Promise<OpenSigner | Problem> {
  const path = pathOf(uri);
  if (path === undefined) return { problem: l10n.t('{0} is on no disk that a key could be read from.', uri) };
  const read = await readBytes(path, maxKeyBytes);
  if ('problem' in read) return read;
  return await withSecrets([read.bytes], async () => {
    try {
      const { readPrivateKey } = await loadSigner();
      const key = await readPrivateKey(read.bytes, password);
      return {
        identity: { type: 'key', key },
        fingerprint: key.fingerprint,
        dispose: () => key.dispose(),
      };
    } catch (error) {
      if (!isKeyError(error)) throw error;
      const problem = describeKeyProblem(error.problem, shownPath(projects, uri));
      return error.problem.id === 'password' ? { problem, wrong: true } : { problem };
    }
  });
}
