import { canonicalName } from '../image/names.ts';
import { schemeOf } from '../registry/host-policy.ts';
import type { LookUpOptions } from '../registry/transport.ts';
import { envelopeTypes } from '../signature/notation/envelope-types.ts';
import type { Subject } from '../signature/place.ts';
import { discoverReferrers } from '../signature/referrers.ts';
import type { Discovery } from '../signature/report.ts';
import {
  type NotationProgram,
  type NotationSignRequest,
  type Signed,
  SigningError,
  type SigningStep,
  type SigningWorld,
} from '../signature/signing.ts';
import { loadNotation } from './notation/load-notation.ts';
import { policyOfNotation } from './own-policy.ts';
import { findPatiently, type Look } from './read-back.ts';
import type { SigningState } from './signing-state.ts';
import { judgeSignature, notVerified } from './verify-made.ts';

/** Signing that another program does, and how far it has come. */
export interface ProgramSigning {
  readonly request: NotationSignRequest;
  readonly program: NotationProgram;
  readonly world: SigningWorld;
  readonly options: LookUpOptions;
  readonly state: SigningState;
  readonly step: (name: SigningStep, subject: Subject) => void;
}

/**
 * Has an installed notation sign, which pushes by itself; what it has pushed is found, read back and verified as if it were
 * ours. `state.left` is kept up. @throws SigningError, RegistryError
 */
export async function signByNotation(subjects: readonly Subject[], signing: ProgramSigning): Promise<void> {
  const { request, state } = signing;
  const { checkMetadata } = (await loadNotation()).signing;
  checkMetadata(request.annotations);
  for (const subject of subjects) state.signed.push(await signOne(subject, signing));
  state.left = 'nothing';
}

async function signOne(subject: Subject, signing: ProgramSigning): Promise<Signed> {
  const { request, program, world, options, state, step } = signing;
  const { name, format, annotations, expiry } = request;
  const { registry, repository } = name;
  const image = `${canonicalName(name)}@${subject.digest}`;
  state.stage = 'push';
  state.left = 'nothing';
  const before = await look(subject, signing);
  const [unread] = before.unread;
  // One that was there all along could pass for the new one.
  if (unread) throw new SigningError({ code: 'image-unreadable', args: [image], fault: unread.fault });
  const known = new Set(before.signatures.map(({ manifestDigest }) => manifestDigest));
  step('sign', subject);
  state.left = 'unknown';
  const isNew = (digest: string) => !known.has(digest);
  let manifest: string | undefined;
  try {
    ({ manifest } = await program.sign({
      ...{ image, format, annotations, expiry },
      insecure: schemeOf(registry, options.preferences?.(registry, repository).insecure ?? false) === 'http',
      signal: world.signal,
    }));
  } catch (error) {
    const now = await look(subject, { ...signing, options: { ...options, signal: undefined } });
    const there = now.signatures.some(({ manifestDigest }) => isNew(manifestDigest));
    state.left = there ? 'signature' : now.unread.length === 0 ? 'nothing' : 'unknown';
    throw error;
  }
  state.left = 'signature';
  state.stage = 'read-back';
  step('verify', subject);
  const isOurs = (digest: string) => (manifest === undefined ? isNew(digest) : digest === manifest);
  const record = await findPatiently(world, async (): Promise<Look> => {
    const { signatures, unread } = await look(subject, signing);
    const ours = signatures.find(
      ({ manifestDigest, mediaType }) => isOurs(manifestDigest) && mediaType === envelopeTypes[format],
    );
    return { record: ours, unread };
  });
  const bytes = await world.client.blob(name, record.digest, options);
  if (!bytes) throw new SigningError({ code: 'read-back-missing' });
  const { rootOf } = (await loadNotation()).signing;
  const policy = policyOfNotation(request, rootOf(record.mediaType, bytes) ?? new Uint8Array());
  const report = await judgeSignature(record, bytes, subject, request, world, policy);
  if (report.verdict !== 'trusted') {
    throw new SigningError({ ...notVerified(report).problem, code: 'read-back-not-verified' });
  }
  return { subject: subject.digest, manifest: record.manifestDigest, layout: record.layout, report };
}

/** Signatures of the Notary Project for this manifest. */
async function look(subject: Subject, { request, world, options }: ProgramSigning): Promise<Discovery> {
  const { client, logger } = world;
  const found = await discoverReferrers({ client, name: request.name, subject, options, logger });
  const signatures = found.signatures.filter(
    ({ layout, foreignSubject }) => layout === 'notation' && foreignSubject === undefined,
  );
  return { ...found, signatures };
}
