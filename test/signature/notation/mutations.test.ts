import { decode, encode } from 'cborg';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SignatureReport } from '../../../server/src/signature/report.ts';
import { judgeNotation } from '../../../server/src/trust/notation/judge.ts';
import type { TrustPolicy } from '../../../server/src/trust/policy.ts';
import { assess } from '../../support/assess.ts';
import { notationCases, notationPolicy, notationRegistry } from '../../support/notation-vectors.ts';
import { random } from '../../support/random.ts';
import type { Signed } from '../../support/sigstore/index.ts';
import { mutant } from '../../support/sigstore/mutate.ts';
import { vectorReference } from '../../support/vectors.ts';

/** A signature that is trusted as it is, with the manifest it is of. */
interface Seed {
  readonly name: string;
  readonly signed: Signed;
  readonly subject: { readonly digest: string; readonly mediaType: string; readonly size: number };
  readonly repository: { readonly registry: string; readonly repository: string };
  readonly policy: TrustPolicy;
}

type Format = 'jws' | 'cose';
type Next = (below: number) => number;

const mediaTypes = { jws: 'application/jose+json', cose: 'application/cose' } as const;
const now = Date.parse('2026-11-24T12:00:00Z');

function judged({ subject, repository, policy }: Seed, { record, bytes }: Signed): SignatureReport {
  return judgeNotation({ record, bytes, subject, repository, now, answers: new Map() }, policy).report;
}

/**
 * What is signed and the signature over it, read without the verifier. A mutant may be accepted only for something that
 * this signer really has signed: what is not signed (agents, unknown headers, other certificates in a timestamp) may change.
 */
function signedPart({ record, bytes }: Signed): string {
  if (record.mediaType === mediaTypes.jws) {
    const { protected: head, payload, signature } = JSON.parse(bytes.toString());
    return [head, payload, signature].join(' ');
  }
  const [head, , payload, signature] = decode(bytes, { useMaps: true, tags: { 18: (value) => value() } });
  return [head, payload, signature].map((part: Uint8Array) => Buffer.from(part).toString('hex')).join(' ');
}

/** Signatures of the real notation: of each format, algorithm and trust policy one. */
async function recorded(format: Format): Promise<Seed[]> {
  const seeds = new Map<string, Seed>();
  for (const each of notationCases()) {
    const question = each.checks.find(
      ({ verdict, tools }) => verdict[0] === 'trusted' && tools.notation === 'accepts',
    );
    if (!question || each.envelope !== format) continue;
    const policy = notationPolicy(question.trust);
    const registry = notationRegistry(each);
    const { registry: host, repository } = vectorReference(each.image);
    const evidence = await assess(registry, each.image, policy, now);
    for (const report of evidence.assessment?.reports ?? []) {
      const bytes = registry.host(host).repository(repository).blobs.get(report.record.digest);
      const kind = [report.notation?.algorithm, report.notation?.scheme, question.trust.policy].join(' ');
      const { image } = evidence;
      const asked = report.checks.some(({ detail }) => detail.id === 'revocation-good');
      if (report.verdict !== 'trusted' || !bytes || seeds.has(kind) || image?.state !== 'found' || asked)
        continue;
      seeds.set(kind, {
        name: `${each.name} under ${question.trust.policy}`,
        signed: { record: report.record, bytes: Buffer.from(bytes) },
        subject: image,
        repository: { registry: host, repository },
        policy,
      });
    }
  }
  return [...seeds.values()];
}

/** Members of a JWS in base64url, taken apart and put together again with a change in them. */
function changedJws(signed: Signed, donor: Signed, next: Next): Signed {
  const envelope = JSON.parse(signed.bytes.toString());
  const other = JSON.parse(donor.bytes.toString());
  const name = ['protected', 'payload', 'signature'][next(3)] as string;
  const inner = (from: Record<string, string>) => ({
    ...signed,
    bytes: Buffer.from(from[name] ?? '', 'base64url'),
  });
  if (next(4) === 0) envelope[name] = other[name];
  else if (next(8) === 0) envelope.header = other.header;
  else envelope[name] = mutant(inner(envelope), inner(other), next).bytes.toString('base64url');
  return { ...signed, bytes: Buffer.from(JSON.stringify(envelope)) };
}

/** The four parts of a COSE message, one of them changed or another's. */
function changedCose(signed: Signed, donor: Signed, next: Next): Signed {
  const read = ({ bytes }: Signed) => decode(bytes, { useMaps: true, tags: { 18: (value) => value() } });
  const parts = read(signed);
  const others = read(donor);
  const at = next(4);
  if (next(4) === 0) parts[at] = others[at];
  else if (at === 1) {
    const keys = [...parts[1].keys()];
    const key = keys[next(keys.length)];
    if (next(3) === 0) parts[1].delete(key);
    else if (next(2) === 0) parts[1].set(key, others[1].get(key) ?? null);
    else if (parts[1].get(key) instanceof Uint8Array) {
      parts[1].set(key, mutant({ ...signed, bytes: Buffer.from(parts[1].get(key)) }, donor, next).bytes);
    } else if (Array.isArray(parts[1].get(key))) {
      const chain: Uint8Array[] = parts[1].get(key);
      const index = next(chain.length);
      chain[index] = mutant({ ...signed, bytes: Buffer.from(chain[index]!) }, donor, next).bytes;
    }
  } else parts[at] = mutant({ ...signed, bytes: Buffer.from(parts[at]) }, donor, next).bytes;
  const body = [parts[0], parts[1], parts[2], parts[3]].map((part) =>
    part instanceof Map ? encode(part) : encode(new Uint8Array(part ?? [])),
  );
  return { ...signed, bytes: Buffer.concat([Buffer.of(0xd2, 0x84), ...body]) };
}

describe.each<[Format, number]>([
  ['jws', 5_000],
  ['cose', 5_000],
])('random mutations of valid %s signatures (%d)', (format, count) => {
  let seeds: Seed[];
  beforeAll(async () => {
    seeds = await recorded(format);
  });

  it('start from signatures that are trusted', () => {
    expect(seeds.length).toBeGreaterThanOrEqual(12);
    for (const seed of seeds) {
      expect([seed.name, judged(seed, seed.signed).verdict]).toEqual([seed.name, 'trusted']);
    }
  });

  it('are never accepted for what was not signed, never a defect, and never throw', () => {
    const next = random(count);
    const genuine = new Set(seeds.map((seed) => `${seed.subject.digest} ${signedPart(seed.signed)}`));
    const inside = format === 'jws' ? changedJws : changedCose;
    const seen = { trusted: 0, refused: 0, other: 0 };
    for (let round = 0; round < count; round++) {
      const seed = seeds[round % seeds.length]!;
      const donor = seeds[next(seeds.length)]!.signed;
      const changed = next(2) === 0 ? inside(seed.signed, donor, next) : mutant(seed.signed, donor, next);
      const report = judged(seed, changed);
      const about = `round ${round}, ${seed.name}`;
      expect(
        report.checks.map(({ detail }) => detail.id),
        about,
      ).not.toContain('internal');
      if (report.verdict === 'trusted') {
        seen.trusted += 1;
        expect(genuine, about).toContain(`${seed.subject.digest} ${signedPart(changed)}`);
      } else if (report.verdict === 'untrusted' || report.verdict === 'invalid') {
        seen.refused += 1;
        // Nobody is left alone with a refusal: some check says why.
        expect(
          report.checks.some(({ ok }) => !ok),
          about,
        ).toBe(true);
      } else seen.other += 1;
    }
    expect(seen.other).toBeLessThan(count * 0.02);
    expect(seen.refused).toBeGreaterThan(count * 0.6);
  });
});
