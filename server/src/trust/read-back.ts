import { sha256 } from '../image/digest.ts';
import { sleep } from '../registry/sleep.ts';
import type { LookUpOptions } from '../registry/transport.ts';
import { discoverCosignTags } from '../signature/cosign/discover.ts';
import type { MadeSignature } from '../signature/made.ts';
import type { Subject } from '../signature/place.ts';
import { discoverReferrers } from '../signature/referrers.ts';
import type { SignatureRecord, UnreadPlace } from '../signature/report.ts';
import { type Signed, SigningError, type SigningWorld, type SignRequest } from '../signature/signing.ts';
import { type Expected, judgeSignature, notVerified } from './verify-made.ts';

/** A signature that was pushed. */
export interface Pushed {
  readonly made: MadeSignature;
  readonly subject: Subject;
  readonly request: SignRequest;
  readonly world: SigningWorld;
  readonly options: LookUpOptions;
}

/** Milliseconds: some registries list what was pushed only after a while. */
const waits = [500, 1_000, 2_000, 4_000];

/**
 * Finds a signature as everybody else would, from the image's digest on, and verifies what the registry gives.
 * @throws SigningError, RegistryError
 */
export async function readBack(pushed: Pushed & { readonly expected: Expected }): Promise<Signed> {
  const { subject, request, world, options, expected } = pushed;
  const record = await findPatiently(world, () => findPushed(pushed));
  const bytes = await world.client.blob(request.signaturesName ?? request.name, record.digest, options);
  if (!bytes) throw new SigningError({ code: 'read-back-missing' });
  const report = await judgeSignature(record, bytes, subject, request, world, expected.policy);
  if (report.verdict !== 'trusted') {
    const { problem } = notVerified(report);
    throw new SigningError({ ...problem, code: 'read-back-not-verified' });
  }
  return { subject: subject.digest, manifest: record.manifestDigest, layout: record.layout, report };
}

/** Looks again and again for a while. @throws SigningError */
export async function findPatiently(
  { signal, clock }: Pick<SigningWorld, 'signal' | 'clock'>,
  look: () => Promise<Look>,
): Promise<SignatureRecord> {
  for (let attempt = 0; ; attempt++) {
    const { record, unread } = await look();
    if (record) return record;
    const wait = waits[attempt];
    if (wait === undefined) {
      const fault = unread[0]?.fault;
      throw new SigningError(fault ? { code: 'read-back', fault } : { code: 'read-back-missing' });
    }
    await sleep(clock, wait, signal);
    signal.throwIfAborted();
  }
}

/** A signature that was looked for, and places that could not be read. */
export interface Look {
  readonly record: SignatureRecord | undefined;
  readonly unread: readonly UnreadPlace[];
}

/** Looks once where this very signature should be listed. */
export async function findPushed({ made, subject, request, world, options }: Pushed): Promise<Look> {
  const { client, logger } = world;
  const search = { client, name: request.signaturesName ?? request.name, subject, options, logger };
  const { signatures, unread } = await (made.manifest
    ? discoverReferrers(search)
    : discoverCosignTags(search));
  return { record: signatures.find((record) => isOf(made, record)), unread };
}

/** Signatures of the same image by several signers have the same blob in legacy layouts: annotations tell them apart. */
function isOf({ bytes, manifest, annotations }: MadeSignature, record: SignatureRecord): boolean {
  return (
    record.digest === sha256(bytes) &&
    (manifest === undefined || record.manifestDigest === sha256(manifest)) &&
    Object.entries(annotations).every(([key, value]) => record.annotations[key] === value)
  );
}
