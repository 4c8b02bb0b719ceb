import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Signer as ShownSigner, SignatureReport } from '../../../../server/src/signature/report.ts';
import { judge } from '../../../../server/src/trust/judge.ts';
import type { TrustPolicy } from '../../../../server/src/trust/policy.ts';
import { assess } from '../../../support/assess.ts';
import { random } from '../../../support/random.ts';
import {
  asReferrer,
  bundleOf,
  createSigstore,
  ecKeys,
  image,
  legacyAttestationOf,
  legacyOf,
  member,
  publicKeyOf,
  type Signed,
  type Signer,
  type Sigstore,
  signatureAnnotation,
  trusting,
} from '../../../support/sigstore/index.ts';
import { mutant } from '../../../support/sigstore/mutate.ts';
import {
  policyOf,
  type VectorSet,
  vectorCases,
  vectorReference,
  vectorRegistry,
} from '../../../support/vectors.ts';

/** A signature that is trusted as it is. */
interface Seed {
  readonly name: string;
  readonly signed: Signed;
  readonly digest: string;
  readonly policy: TrustPolicy;
}

function judged({ digest, policy }: Seed, { record, bytes }: Signed): SignatureReport {
  return judge({ record, bytes, subject: { digest }, roots: policy.root ? [policy.root] : [] }, policy);
}

/**
 * What was signed, and the signature over it, read without the verifier. A mutant may be accepted only for something that
 * this signer really has signed for this image: white space between members, a hint, a witness too many change nothing.
 */
function signedPart({ record, bytes }: Signed): string {
  const json = parse(bytes);
  const envelope = json.dsseEnvelope ?? ('payload' in json && 'signatures' in json ? json : undefined);
  if (envelope !== undefined) {
    const part = (path: string) => Buffer.from(String(member(envelope, path)), 'base64').toString('hex');
    return `envelope ${String(member(envelope, 'payloadType'))} ${part('payload')} ${part('signatures.0.sig')}`;
  }
  if (json.messageSignature !== undefined) {
    return `message ${Buffer.from(String(member(json, 'messageSignature.signature')), 'base64').toString('hex')}`;
  }
  const signature = Buffer.from(record.annotations[signatureAnnotation] ?? '', 'base64').toString('hex');
  return `payload ${createHash('sha256').update(bytes).digest('hex')} ${signature}`;
}

function parse(bytes: Buffer): Record<string, unknown> {
  const value: unknown = JSON.parse(bytes.toString());
  return value as Record<string, unknown>;
}

const who = (signer: ShownSigner | undefined): string =>
  signer?.type === 'certificate' ? `${signer.subject} ${signer.issuer}` : `${signer?.fingerprint}`;

/** Signatures of the real cosign: of each layout, kind of key and kind of signer one. */
async function recorded(set: VectorSet): Promise<Seed[]> {
  const seeds = new Map<string, Seed>();
  for (const each of vectorCases(set)) {
    const check = each.checks.find(({ verdict }) => verdict[0] === 'trusted');
    if (!check) continue;
    const policy = policyOf(set, check.trust);
    const registry = vectorRegistry(set, each);
    const { registry: host, repository } = vectorReference(each.image);
    for (const report of (await assess(registry, each.image, policy)).assessment?.reports ?? []) {
      const bytes = registry.host(host).repository(repository).blobs.get(report.record.digest);
      const kind = [report.record.layout, report.predicateType, report.time?.source, who(report.signer)].join(
        ' ',
      );
      if (report.verdict !== 'trusted' || !bytes || seeds.has(kind)) continue;
      const signed = { record: report.record, bytes: Buffer.from(bytes) };
      seeds.set(kind, { name: each.name, signed, digest: each.digest, policy });
    }
  }
  return [...seeds.values()];
}

/** The same made here, with what the recorded ones do not have: log entries of keys, old bundles, several witnesses. */
async function made(sigstore: Sigstore, signer: Signer): Promise<Seed[]> {
  const bundle = async (options: Parameters<typeof bundleOf>[2]) =>
    asReferrer(await bundleOf(sigstore, signer, options));
  const all: Record<string, Signed> = {
    'v0.1': await bundle({ version: '0.1' }),
    'v0.2': await bundle({ version: '0.2', timestamp: true }),
    'v0.3': await bundle({ timestamp: true }),
    'v0.3, hashedrekord': await bundle({ entry: 'hashedrekord' }),
    'v0.3, Rekor v2': await bundle({ log: 'v2', timestamp: true }),
    'message signature': await bundle({ message: true }),
    'message signature, Rekor v2': await bundle({ message: true, log: 'v2', timestamp: true }),
    legacy: await legacyOf(sigstore, signer, { timestamp: true }),
    'legacy, annotated': await legacyOf(sigstore, signer, { annotations: { env: 'prod' } }),
    'attestation, dsse': await legacyAttestationOf(sigstore, signer, { timestamp: true }),
    'attestation, intoto 0.0.1': await legacyAttestationOf(sigstore, signer, { entry: 'intoto001' }),
    'attestation, intoto 0.0.2': await legacyAttestationOf(sigstore, signer, { entry: 'intoto002' }),
  };
  const keys = signer.certificate ? [] : [publicKeyOf(signer)];
  const policy = { ...trusting({ keys, requirements: { log: 'required' } }), root: sigstore.root };
  return Object.entries(all).map(([name, signed]) => ({ name, signed, digest: image, policy }));
}

/** 10,000 in all; those by certificate take ten times as long. */
const sets: [what: string, count: number, gather: () => Promise<Seed[]>][] = [
  ['recorded, by key', 4_500, () => recorded('keyed')],
  ['recorded, by certificate', 750, () => recorded('keyless')],
  ['made here, by key', 4_000, async () => made(await createSigstore(), { keys: ecKeys() })],
  [
    'made here, by certificate',
    750,
    async () => {
      const sigstore = await createSigstore();
      return made(sigstore, sigstore.certify());
    },
  ],
];

describe.each(sets)('random mutations of valid signatures %s (%d)', (_, count, gather) => {
  let seeds: Seed[];
  beforeAll(async () => {
    seeds = await gather();
  });

  it('start from signatures that are trusted', () => {
    expect(seeds.length).toBeGreaterThanOrEqual(12);
    for (const seed of seeds)
      expect([seed.name, judged(seed, seed.signed).verdict]).toEqual([seed.name, 'trusted']);
  });

  it('are never accepted for what was not signed, never a defect, and never throw', () => {
    const next = random(count);
    const genuine = new Set(
      seeds.map(
        (seed) => `${who(judged(seed, seed.signed).signer)} ${seed.digest} ${signedPart(seed.signed)}`,
      ),
    );
    const seen = { trusted: 0, untrusted: 0, invalid: 0, other: 0 };
    for (let round = 0; round < count; round++) {
      const seed = seeds[round % seeds.length]!;
      const donor = seeds[next(seeds.length)]!;
      const changed = mutant(seed.signed, donor.signed, next);
      const report = judged(seed, changed);
      const about = `round ${round}, ${seed.name}`;
      expect(
        report.checks.map(({ detail }) => detail.id),
        about,
      ).not.toContain('internal');
      if (report.verdict === 'trusted') {
        seen.trusted += 1;
        expect(genuine, about).toContain(`${who(report.signer)} ${seed.digest} ${signedPart(changed)}`);
      } else if (report.verdict === 'untrusted' || report.verdict === 'invalid') {
        seen[report.verdict] += 1;
        // Nobody is left alone with a refusal: some check says why.
        expect(
          report.checks.some(({ ok }) => !ok),
          about,
        ).toBe(true);
      } else seen.other += 1;
    }
    expect(seen.other).toBe(0);
    expect(seen.untrusted + seen.invalid).toBeGreaterThan(count * 0.6);
  });
});
