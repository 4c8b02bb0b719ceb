import { sign } from 'node:crypto';
import { expect } from 'vitest';
import { describeDetail } from '../../server/src/signature/detail.ts';
import { makeJws } from '../../server/src/signature/notation/sign/jws.ts';
import { signedPayload } from '../../server/src/signature/notation/sign/payload.ts';
import type { SignatureRecord, SignatureReport } from '../../server/src/signature/report.ts';
import type { RevocationAnswer } from '../../server/src/signature/verification.ts';
import { judgeNotation } from '../../server/src/trust/notation/judge.ts';
import type { NamedTrustStore, TrustPolicy } from '../../server/src/trust/policy.ts';
import { type Holder, makeIntermediate, makeRoot } from './pki/certificate.ts';
import { random } from './random.ts';
import { trusting } from './sigstore/index.ts';

/** What authorities and responders say is never worth more than what they have signed, and never more than they may say. */

export const now = Date.parse('2026-11-24T12:00:00Z');
export const signedAt = Date.parse('2026-11-10T00:00:00Z');
export const subject = {
  digest: `sha256:${'ab'.repeat(32)}`,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  size: 528,
};
export const repository = { registry: 'registry.example', repository: 'acme/app' };
export const ocspUrl = 'http://ocsp.acme.example/';
export const crlUrl = 'http://crl.acme.example/ca.crl';
export const deltaUrl = 'http://crl.acme.example/delta.crl';
export const tsaCrlUrl = 'http://crl.acme.example/tsa.crl';

export const root = makeRoot();
export const issuer = makeIntermediate(root);
export const tsaRoot = makeRoot({ subject: 'CN=tsa root,O=Acme' });

export function policyOf({
  timestamps = false,
  type = 'ca',
}: {
  timestamps?: boolean;
  type?: 'ca' | 'signingAuthority';
} = {}): TrustPolicy {
  const statement = {
    name: 'all',
    registryScopes: ['*'],
    signatureVerification: { level: 'strict' },
    trustStores: [`${type}:acme`, ...(timestamps ? ['tsa:acme'] : [])],
    trustedIdentities: ['*'],
  };
  const store = (kind: NamedTrustStore['type'], { der }: Holder): NamedTrustStore => ({
    type: kind,
    name: 'acme',
    entries: [{ name: 'root.crt', kind: 'file', bytes: der }],
  });
  return {
    ...trusting({}),
    notation: {
      name: 'trustpolicy.json',
      document: { text: JSON.stringify({ version: '1.0', trustPolicies: [statement] }) },
      store: { name: 'truststore', stores: [store(type, root), store('tsa', tsaRoot)] },
    },
  };
}

type Stamp = (signature: Buffer) => Uint8Array;

export async function envelope(holder: Holder, stamp?: Stamp): Promise<Buffer> {
  const { bytes } = await makeJws({
    payload: signedPayload(subject, {}),
    key: {
      algorithm: 'ES256',
      chain: holder.chain,
      sign: (data) => sign('sha256', data, { key: holder.keys.privateKey, dsaEncoding: 'ieee-p1363' }),
    },
    ...{ at: signedAt, expiresAt: undefined, agent: 'test' },
    timestamp: async (signature) => stamp?.(signature),
  });
  return bytes;
}

type World = Readonly<Record<string, Uint8Array>>;

/** Asks as long as something is wanted, as the program does; who is not in the world does not answer. */
export function judged(bytes: Buffer, policy: TrustPolicy, world: World = {}): SignatureReport {
  const record: SignatureRecord = {
    layout: 'notation',
    kind: 'signature',
    mediaType: 'application/jose+json',
    size: bytes.length,
    annotations: {},
    manifestDigest: subject.digest,
    digest: subject.digest,
  };
  const answers = new Map<string, RevocationAnswer>();
  for (let round = 0; ; round++) {
    expect(round).toBeLessThan(12);
    const { report, wanted } = judgeNotation({ record, bytes, subject, repository, now, answers }, policy);
    if (wanted.length === 0) return report;
    for (const { key, url } of wanted) {
      answers.set(key, world[url] ? { bytes: world[url] } : { problem: 'nobody is there' });
    }
  }
}

/** `unverified: Revocation not checked: …` */
export function said(report: SignatureReport): string {
  const failed = report.checks.find(({ ok }) => !ok);
  return `${report.verdict}${failed ? `: ${describeDetail(failed.detail)}` : ''}`;
}

/** Judges `count` mutants and gives those that were trusted. None is a defect of ours. */
export function trustedOf(
  count: number,
  seed: number,
  judge: (next: (below: number) => number) => { mutant: Buffer; report: SignatureReport },
) {
  const next = random(seed);
  const trusted: { mutant: Buffer; report: SignatureReport }[] = [];
  const seen = { trusted: 0, other: 0 };
  for (let round = 0; round < count; round++) {
    const { mutant, report } = judge(next);
    expect(
      report.checks.map(({ detail }) => detail.id),
      `round ${round}`,
    ).not.toContain('internal');
    // The signature itself is as good as ever.
    expect(['trusted', 'unverified', 'untrusted', 'invalid'], `round ${round}`).toContain(report.verdict);
    if (report.verdict === 'trusted') trusted.push({ mutant, report });
    seen[report.verdict === 'trusted' ? 'trusted' : 'other'] += 1;
  }
  expect(seen.other).toBeGreaterThan(count / 2);
  return trusted;
}

/** Mutants of each kind of answer, half of them of a right one, half of them of lies. */
export const mutants = 3_000;
