import * as l10n from '@vscode/l10n';
import type { Lookup } from '../../analysis/lookup.ts';
import { sha256 } from '../../image/digest.ts';
import { readBytes } from '../../platform/secret-file.ts';
import { systemClock } from '../../platform/system-clock.ts';
import { readTrustFile } from '../../platform/trust-files.ts';
import { attestationOf, maxPredicate } from '../../signature/attestation.ts';
import { signaturesName } from '../../signature/discover.ts';
import type { Attestation, CosignSignRequest } from '../../signature/signing.ts';
import { describeSigningProblem } from '../../signature/signing-message.ts';
import type { TrustedRoot } from '../../signature/verification.ts';
import { problemOf } from '../../trust/signing-state.ts';
import type { LongRequest } from '../commands/long-requests.ts';
import type { SessionContext } from '../context.ts';
import type { NotationSignWith, SignImageParams, SignWith } from '../signing-protocol.ts';
import { pathOf } from '../uris.ts';
import { openSigner } from './open-signer.ts';
import type { Prepared, Problem } from './prepared.ts';
import { publicationOf } from './publishing.ts';
import { absolute, type ServicesSource } from './services.ts';

export interface CosignSigning {
  readonly params: SignImageParams;
  readonly signWith: Exclude<SignWith, NotationSignWith>;
  readonly lookup: Lookup;
  readonly source: ServicesSource;
}

/** Signing as cosign does; nothing is published on a host that nobody has agreed to. */
export async function prepareCosign(
  context: SessionContext,
  { params, signWith, lookup, source }: CosignSigning,
  request: LongRequest,
): Promise<Prepared | Problem> {
  const attestation = await attestationFor(params);
  if (attestation && 'problem' in attestation) return attestation;
  const kind = signWith.type === 'keyless' ? 'keyless' : 'key';
  const configured = await source.chosen(kind, params.upload, request.signal);
  if ('problem' in configured) return configured;
  const { services, issuers } = configured;
  const published = publicationOf(services, kind, attestation !== undefined)?.hosts ?? [];
  const surprise = published.find((host) => !params.agreed.includes(host));
  if (surprise !== undefined) {
    return {
      problem: l10n.t(
        'Nothing was signed: nobody has agreed to publish on {0}. Run the command again.',
        surprise,
      ),
    };
  }
  const roots = await rootsFor(context, lookup);
  if ('problem' in roots) return roots;
  return {
    roots: roots.roots,
    open: async () => {
      const signer = await openSigner(context, signWith, issuers[0], request);
      if ('problem' in signer) return signer;
      const { identity, fingerprint } = signer;
      const { format, annotations, recursive } = params;
      return {
        ...(fingerprint !== undefined && { fingerprint }),
        requestFor: (target) => ({
          tool: 'cosign',
          ...target,
          ...signaturesPlace(lookup),
          ...{ format, annotations, recursive, services },
          ...(attestation && { attestation }),
          signer: identity,
        }),
        dispose: () => signer.dispose(),
      };
    },
  };
}

function signaturesPlace({
  reference,
  settings: { signatures },
}: Lookup): Pick<CosignSignRequest, 'signaturesName'> {
  return signatures === undefined ? {} : { signaturesName: signaturesName(reference, signatures) };
}

async function attestationFor({ attestation }: SignImageParams): Promise<Attestation | Problem | undefined> {
  if (attestation === undefined) return undefined;
  const { type, predicate } = attestation;
  const path = pathOf(predicate);
  if (path === undefined)
    return { problem: l10n.t('{0} is on no disk that it could be read from.', predicate) };
  const read = await readBytes(path, maxPredicate);
  if ('problem' in read) return read;
  try {
    return attestationOf(type, read.bytes, systemClock.now());
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    return { problem: describeSigningProblem(problem) };
  }
}

async function rootsFor(
  { engine, settings, projects }: SessionContext,
  { policy }: Lookup,
): Promise<{ readonly roots: readonly TrustedRoot[] } | Problem> {
  const { roots } = await engine.roots.current();
  const own = policy.root ? [policy.root] : [];
  const { trustedRoot } = (await settings.forSession()).signing;
  if (trustedRoot === undefined) return { roots: [...own, ...roots] };
  const [folder] = projects.folders;
  const read = readTrustFile(absolute(trustedRoot, folder), folder);
  if ('problem' in read) return read;
  const given = { name: trustedRoot, text: read.text, digest: sha256(Buffer.from(read.text)) };
  return { roots: [given, ...own, ...roots] };
}
