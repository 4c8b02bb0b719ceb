import { sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { describeDetail } from '../../../server/src/signature/detail.ts';
import { makeJws } from '../../../server/src/signature/notation/sign/jws.ts';
import { signedPayload } from '../../../server/src/signature/notation/sign/payload.ts';
import { Der } from '../../../server/src/signature/notation/x509/der.ts';
import type { SignatureRecord, SignatureReport } from '../../../server/src/signature/report.ts';
import type { RevocationAnswer } from '../../../server/src/signature/verification.ts';
import { judgeNotation } from '../../../server/src/trust/notation/judge.ts';
import type { NamedTrustStore, TrustPolicy } from '../../../server/src/trust/policy.ts';
import {
  ecKeys,
  type Holder,
  makeIntermediate,
  makeRoot,
  makeSigner,
  makeTimestampAuthority,
} from '../../support/pki/certificate.ts';
import { makeCrl, scope } from '../../support/pki/crl.ts';
import { mutatedDer } from '../../support/pki/mutate.ts';
import { makeOcspResponse } from '../../support/pki/ocsp.ts';
import { makeTimestamp, type TimestampOptions } from '../../support/pki/timestamp.ts';
import { random } from '../../support/random.ts';
import { trusting } from '../../support/sigstore/index.ts';

/** What authorities and responders say is never worth more than what they have signed, and never more than they may say. */

const now = Date.parse('2026-11-24T12:00:00Z');
const signedAt = Date.parse('2026-11-10T00:00:00Z');
const subject = {
  digest: `sha256:${'ab'.repeat(32)}`,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  size: 528,
};
const repository = { registry: 'registry.example', repository: 'acme/app' };
const ocspUrl = 'http://ocsp.acme.example/';
const crlUrl = 'http://crl.acme.example/ca.crl';
const deltaUrl = 'http://crl.acme.example/delta.crl';
const tsaCrlUrl = 'http://crl.acme.example/tsa.crl';

const root = makeRoot();
const issuer = makeIntermediate(root);
const tsaRoot = makeRoot({ subject: 'CN=tsa root,O=Acme' });

function policyOf({
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

async function envelope(holder: Holder, stamp?: Stamp): Promise<Buffer> {
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
function judged(bytes: Buffer, policy: TrustPolicy, world: World = {}): SignatureReport {
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
function said(report: SignatureReport): string {
  const failed = report.checks.find(({ ok }) => !ok);
  return `${report.verdict}${failed ? `: ${describeDetail(failed.detail)}` : ''}`;
}

/** Judges `count` mutants and gives those that were trusted. None is a defect of ours. */
function trustedOf(
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
const mutants = 3_000;

describe('a lying responder', () => {
  const signer = makeSigner(issuer, { ocsp: [ocspUrl] });
  const other = makeSigner(issuer);
  const policy = policyOf();
  const good = makeOcspResponse(signer, issuer);
  const revoked = makeOcspResponse(signer, issuer, { status: 'revoked' });
  const ofOther = makeOcspResponse(other, issuer);
  /** What is signed, and the signature. The name of the algorithm and the certificates that come along are not. */
  const signedPart = (response: Uint8Array) => {
    const [, wrapped] = Der.read(response).children();
    const [, octets] = wrapped!.only().children();
    const [data, , signature] = Der.read(octets!.octets()).children();
    return [data, signature].map((each) => Buffer.from(each!.bytes).toString('hex'));
  };

  it('is believed only what its authority has signed, of this certificate', async () => {
    const bytes = await envelope(signer);
    expect(said(judged(bytes, policy, { [ocspUrl]: good }))).toBe('trusted');
    for (const trusted of trustedOf(mutants / 2, 1, (next) => {
      const mutant = mutatedDer(good, [revoked, ofOther][next(2)]!, next);
      return { mutant, report: judged(bytes, policy, { [ocspUrl]: mutant }) };
    })) {
      expect(signedPart(trusted.mutant)).toEqual(signedPart(good));
    }
  });

  it('makes nothing good of what was revoked, nor of what is another’s', async () => {
    const bytes = await envelope(signer);
    const stranger = makeIntermediate(makeRoot());
    const bases = [
      revoked,
      ofOther,
      makeOcspResponse(signer, issuer, { keys: ecKeys() }),
      makeOcspResponse(signer, stranger),
      makeOcspResponse(signer, issuer, { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' }),
    ];
    for (const base of bases) expect(judged(bytes, policy, { [ocspUrl]: base }).verdict).not.toBe('trusted');
    const trusted = trustedOf(mutants / 2, 2, (next) => {
      const base = bases[next(bases.length)]!;
      const mutant = mutatedDer(base, bases[next(bases.length)]!, next);
      return { mutant, report: judged(bytes, policy, { [ocspUrl]: mutant }) };
    });
    expect(trusted).toEqual([]);
  });
});

describe('a lying revocation list', () => {
  const signer = makeSigner(issuer, { crl: [[crlUrl]] });
  const policy = policyOf();
  const good = makeCrl(issuer, { revoked: [{ serial: 7, reason: 1 }, { serial: 8 }] });
  const revoked = makeCrl(issuer, {
    revoked: [{ serial: 7 }, { serial: signer.serial, reason: 1 }],
    number: 2,
  });

  it('is believed only as its authority has signed it', async () => {
    const bytes = await envelope(signer);
    expect(said(judged(bytes, policy, { [crlUrl]: good }))).toBe('trusted');
    for (const { mutant } of trustedOf(mutants / 2, 3, (next) => {
      const changed = mutatedDer(good, revoked, next);
      return { mutant: changed, report: judged(bytes, policy, { [crlUrl]: changed }) };
    })) {
      expect(mutant).toEqual(good);
    }
  });

  it('makes nothing good of what was revoked, nor by being another list', async () => {
    const bytes = await envelope(signer);
    const bases = [
      revoked,
      makeCrl(issuer, { signer: makeIntermediate(root) }),
      makeCrl(root),
      makeCrl(issuer, { scope: scope({ attributes: true }) }),
      makeCrl(issuer, { scope: scope({ authorities: true }) }),
      makeCrl(issuer, { scope: scope({ indirect: true }) }),
      makeCrl(issuer, { scope: scope({ someReasons: true }) }),
      makeCrl(issuer, { scope: scope({ addresses: ['http://crl.acme.example/other.crl'] }) }),
      makeCrl(issuer, { base: 1, number: 2 }),
      makeCrl(issuer, { to: null }),
      makeCrl(issuer, { from: '2026-12-01T00:00:00Z', to: '2027-12-01T00:00:00Z' }),
      makeCrl(issuer, { from: '2026-09-01T00:00:00Z', to: '2026-10-01T00:00:00Z' }),
      makeCrl(issuer, { revoked: [{ serial: signer.serial, reason: 8 }] }),
      makeCrl(issuer, { revoked: [{ serial: signer.serial }, { serial: signer.serial, reason: 8 }] }),
      makeCrl(issuer, {
        revoked: [{ serial: signer.serial, reason: 1, invalidSince: '2026-11-20T00:00:00Z' }],
      }),
    ];
    for (const base of bases) expect(judged(bytes, policy, { [crlUrl]: base }).verdict).not.toBe('trusted');
    const trusted = trustedOf(mutants / 2, 4, (next) => {
      const mutant = mutatedDer(bases[next(bases.length)]!, bases[next(bases.length)]!, next);
      return { mutant, report: judged(bytes, policy, { [crlUrl]: mutant }) };
    });
    expect(trusted).toEqual([]);
  });

  it('of changes does not take back what was revoked', async () => {
    const bytes = await envelope(signer);
    const base = makeCrl(issuer, {
      ...{ revoked: [{ serial: signer.serial, reason: 1 }], number: 5, freshest: [deltaUrl] },
    });
    const delta = makeCrl(issuer, { base: 5, number: 6, revoked: [{ serial: signer.serial, reason: 8 }] });
    expect(said(judged(bytes, policy, { [crlUrl]: base, [deltaUrl]: delta }))).toMatch(
      /^untrusted: .* was revoked/,
    );
    const held = makeCrl(issuer, {
      ...{ revoked: [{ serial: signer.serial, reason: 6 }], number: 5, freshest: [deltaUrl] },
    });
    expect(said(judged(bytes, policy, { [crlUrl]: held, [deltaUrl]: delta }))).toBe('trusted');
    const trusted = trustedOf(500, 5, (next) => {
      const mutant = mutatedDer(delta, held, next);
      return { mutant, report: judged(bytes, policy, { [crlUrl]: held, [deltaUrl]: mutant }) };
    });
    for (const { mutant } of trusted) expect(mutant).toEqual(delta);
  });
});

describe('a lying timestamp authority', () => {
  /** It has expired: without a timestamp it is worth nothing. */
  const signer = makeSigner(issuer, { to: '2026-11-20T00:00:00Z' });
  const policy = policyOf({ timestamps: true });
  const authority = makeTimestampAuthority(tsaRoot);
  const lost = makeTimestampAuthority(tsaRoot, { subject: 'CN=lost tsa,O=Acme', crl: [[tsaCrlUrl]] });
  const stamped = (options: TimestampOptions = {}, by = authority) =>
    envelope(signer, (signature) => makeTimestamp(by, signature, options));

  it('is believed only what it has signed, of this signature', async () => {
    expect(said(judged(await stamped(), policy))).toBe('trusted');
    let genuine: Buffer = Buffer.of();
    const bytes = await envelope(signer, (signature) => {
      genuine = makeTimestamp(authority, signature);
      return genuine;
    });
    const foreign = makeTimestamp(authority, Buffer.from('another signature'), {
      at: '2026-11-12T00:00:00Z',
    });
    const { header, ...others } = JSON.parse(bytes.toString());
    const trusted = trustedOf(mutants, 6, (next) => {
      const mutant = mutatedDer(genuine, foreign, next);
      const timestamp = { 'io.cncf.notary.timestampSignature': mutant.toString('base64') };
      const changed = Buffer.from(JSON.stringify({ ...others, header: { ...header, ...timestamp } }));
      return { mutant, report: judged(changed, policy) };
    });
    for (const { report } of trusted) expect(report.time).toEqual({ at: signedAt, source: 'timestamp' });
  });

  it.each<[string, TimestampOptions, string]>([
    ['after the certificate expired', { at: '2026-11-21T00:00:00Z' }, 'invalid'],
    ['before it was valid', { at: '2025-11-21T00:00:00Z' }, 'invalid'],
    ['at a time that may be any', { accuracy: { seconds: 0x7fffffff } }, 'invalid'],
    [
      'at a time that may be after the certificate expired',
      { accuracy: { seconds: 11 * 86_400 } },
      'invalid',
    ],
    ['of something else', { hash: Buffer.alloc(32) }, 'invalid'],
    ['with a digest nobody trusts', { imprint: 'sha1' }, 'invalid'],
    ['with two signers', { signers: 2 }, 'invalid'],
    ['for a certificate that it does not name', { signingCertificate: 'none' }, 'invalid'],
    ['for a certificate of another', { named: lost }, 'invalid'],
    ['over content that was exchanged', { messageDigest: Buffer.alloc(32) }, 'invalid'],
    ['with a key of somebody else', { keys: ecKeys() }, 'invalid'],
  ])('that stamps %s proves nothing', async (_, options, verdict) => {
    expect(judged(await stamped(options), policy).verdict).toBe(verdict);
  });

  it('from the future proves nothing, and may only mean that our clock is wrong', async () => {
    const lasting = makeSigner(issuer);
    const at = (time: string, accuracy = 0) =>
      envelope(lasting, (signature) =>
        makeTimestamp(authority, signature, { at: time, accuracy: { seconds: accuracy } }),
      );
    expect(said(judged(await at('2026-11-24T12:04:00Z'), policy))).toBe('trusted');
    expect(said(judged(await at('2026-11-24T12:06:00Z', 120), policy))).toBe('trusted');
    expect(said(judged(await at('2026-11-24T12:06:00Z'), policy))).toBe(
      'unverified: Its timestamp is from the future (2026-11-24 12:06:00 UTC), or the clock of this machine is wrong: set it.',
    );
  });

  it('whose key was lost is not excused by a time before that, which a thief can write', async () => {
    const bytes = await stamped({}, lost);
    expect(said(judged(bytes, policy, { [tsaCrlUrl]: makeCrl(tsaRoot) }))).toBe('trusted');
    const list = makeCrl(tsaRoot, {
      revoked: [{ serial: lost.serial, reason: 1, invalidSince: '2026-11-15T00:00:00Z' }],
    });
    expect(said(judged(bytes, policy, { [tsaCrlUrl]: list }))).toMatch(
      /^untrusted: .*CN=lost tsa.* was revoked/,
    );
    expect(said(judged(bytes, policy))).toMatch(/^unverified: Revocation not checked/);
  });

  it('excuses a signer only as far as its clock is exact', async () => {
    const signer = makeSigner(issuer, { crl: [[crlUrl]] });
    const list = (invalidSince: string) => ({
      [crlUrl]: makeCrl(issuer, { revoked: [{ serial: signer.serial, reason: 1, invalidSince }] }),
    });
    const at = (seconds: number) =>
      envelope(signer, (signature) => makeTimestamp(authority, signature, { accuracy: { seconds } }));
    expect(judged(await at(1), policy, list('2026-11-10T00:01:00Z')).verdict).toBe('trusted');
    expect(judged(await at(1), policy, list('2026-11-09T23:59:00Z')).verdict).toBe('untrusted');
    expect(judged(await at(3_600), policy, list('2026-11-10T00:01:00Z')).verdict).toBe('untrusted');
  });
});

describe('a signing authority', () => {
  it('that was revoked is not excused by the time that it says itself', async () => {
    const signer = makeSigner(issuer, { crl: [[crlUrl]] });
    const policy = policyOf({ type: 'signingAuthority' });
    const head = {
      ...{ alg: 'ES256', cty: 'application/vnd.cncf.notary.payload.v1+json' },
      crit: ['io.cncf.notary.signingScheme', 'io.cncf.notary.authenticSigningTime'],
      'io.cncf.notary.signingScheme': 'notary.x509.signingAuthority',
      'io.cncf.notary.authenticSigningTime': '2026-11-10T00:00:00Z',
    };
    const part = (value: string | Buffer) => Buffer.from(value).toString('base64url');
    const signed = `${part(JSON.stringify(head))}.${part(signedPayload(subject, {}))}`;
    const [protectedPart, payload] = signed.split('.');
    const key = { key: signer.keys.privateKey, dsaEncoding: 'ieee-p1363' } as const;
    const bytes = Buffer.from(
      JSON.stringify({
        ...{
          payload,
          protected: protectedPart,
          signature: sign('sha256', Buffer.from(signed), key).toString('base64url'),
        },
        header: { x5c: signer.chain.map((der) => der.toString('base64')) },
      }),
    );
    expect(said(judged(bytes, policy, { [crlUrl]: makeCrl(issuer) }))).toBe('trusted');
    const list = makeCrl(issuer, {
      revoked: [{ serial: signer.serial, reason: 1, invalidSince: '2026-11-15T00:00:00Z' }],
    });
    expect(said(judged(bytes, policy, { [crlUrl]: list }))).toMatch(/^untrusted: .* was revoked/);
  });
});
