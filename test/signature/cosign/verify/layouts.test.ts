import { beforeAll, describe, expect, it } from 'vitest';
import {
  asReferrer,
  type BundleOptions,
  bundleOf,
  createSigstore,
  ecKeys,
  failures,
  githubActions,
  judged,
  legacyAttestationOf,
  legacyOf,
  outcome,
  provenance,
  publicKeyOf,
  type Signed,
  type Signer,
  type Sigstore,
  spkiOf,
  workflow,
} from '../../../support/sigstore/index.ts';

// Positive controls: what the adversarial tests beside this file damage is trusted when it is whole.

let sigstore: Sigstore;
let signer: Signer;
const bare: Signer = { keys: ecKeys() };
beforeAll(async () => {
  sigstore = await createSigstore();
  signer = sigstore.certify();
});

const layouts: [string, (by: Signer) => Promise<Signed>][] = [
  ...(['0.1', '0.2', '0.3'] as const).flatMap((version): [string, (by: Signer) => Promise<Signed>][] => [
    [`bundle v${version}, envelope`, async (by) => asReferrer(await bundleOf(sigstore, by, { version }))],
    [
      `bundle v${version}, message signature`,
      async (by) => asReferrer(await bundleOf(sigstore, by, { version, message: true })),
    ],
  ]),
  [
    'bundle under the fallback tag',
    async (by) => asReferrer(await bundleOf(sigstore, by), { layout: 'fallback-tag' }),
  ],
  ['legacy signature', (by) => legacyOf(sigstore, by)],
  [
    'legacy signature in a referrer (OCI 1.1)',
    async (by) => {
      const { record, bytes } = await legacyOf(sigstore, by);
      return { bytes, record: { ...record, layout: 'oci11' } };
    },
  ],
  ['legacy attestation, entry dsse 0.0.1', (by) => legacyAttestationOf(sigstore, by)],
  [
    'legacy attestation, entry intoto 0.0.1',
    (by) => legacyAttestationOf(sigstore, by, { entry: 'intoto001' }),
  ],
  [
    'legacy attestation, entry intoto 0.0.2',
    (by) => legacyAttestationOf(sigstore, by, { entry: 'intoto002' }),
  ],
  [
    'legacy attestation in a referrer (OCI 1.1)',
    async (by) => {
      const { record, bytes } = await legacyAttestationOf(sigstore, by);
      return { bytes, record: { ...record, layout: 'oci11' } };
    },
  ],
];

describe.each(layouts)('%s', (_, make) => {
  it('is trusted by its certificate', async () => {
    const report = judged(await make(signer), [sigstore.root]);
    expect(failures(report)).toEqual([]);
    expect(report).toMatchObject({
      verdict: 'trusted',
      verified: true,
      counts: true,
      signer: { type: 'certificate', subject: workflow, issuer: githubActions },
      time: { at: sigstore.now.getTime(), source: 'log' },
      instance: 'private',
    });
    expect(report.checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'format',
        'subject',
        'signature',
        'certificate',
        'sct',
        'log',
        'time',
        'signer',
      ]),
    );
  });

  it('is trusted by its key', async () => {
    const key = publicKeyOf(bare);
    const report = judged(await make(bare), [sigstore.root], {
      keys: [key],
      requirements: { log: 'required' },
    });
    expect(failures(report)).toEqual([]);
    expect(report).toMatchObject({
      verdict: 'trusted',
      signer: { type: 'key', fingerprint: key.fingerprint, name: 'cosign.pub' },
      time: { at: sigstore.now.getTime(), source: 'log' },
    });
  });

  it('is trusted by its key alone, with no root at all', async () => {
    expect(outcome(await make(bare), [], { keys: [publicKeyOf(bare)] })).toBe('trusted');
  });

  it('is signed when nobody said whom to trust, and unverified where nothing is known', async () => {
    const signed = await make(signer);
    expect(judged(signed, [sigstore.root], { rule: undefined, identities: [] }).verdict).toBe('signed');
    expect(judged(signed, [], { rule: undefined, identities: [] }).verdict).toBe('unverified');
  });
});

describe('what vouches for the time', () => {
  it.each<[string, BundleOptions, string]>([
    ['Rekor v1', { log: 'v1' }, 'log'],
    ['Rekor v1 and a timestamp', { log: 'v1', timestamp: true }, 'timestamp'],
    ['Rekor v2 and a timestamp', { log: 'v2', timestamp: true }, 'timestamp'],
    ['Rekor v2, a message signature', { log: 'v2', timestamp: true, message: true }, 'timestamp'],
    [
      'Rekor v2, the envelope as hashedrekord',
      { log: 'v2', timestamp: true, entry: 'hashedrekord' },
      'timestamp',
    ],
    ['Rekor v1, the envelope as hashedrekord', { log: 'v1', entry: 'hashedrekord' }, 'log'],
    ['Rekor v1, the envelope as intoto 0.0.2', { log: 'v1', entry: 'intoto' }, 'log'],
  ])('%s', async (_, options, source) => {
    const report = judged(asReferrer(await bundleOf(sigstore, signer, options)), [sigstore.root]);
    expect(failures(report)).toEqual([]);
    expect(report).toMatchObject({ verdict: 'trusted', time: { source, at: sigstore.now.getTime() } });
  });

  it.each(['signature', 'attestation'])('a timestamp alone of a legacy %s, the log waived', async (kind) => {
    const make = kind === 'signature' ? legacyOf : legacyAttestationOf;
    const signed = await make(sigstore, signer, { log: 'none', timestamp: true });
    expect(outcome(signed, [sigstore.root])).toBe('untrusted log-missing');
    expect(
      outcome(signed, [sigstore.root], { requirements: { log: 'waived', signedTimestamps: true } }),
    ).toBe('trusted');
  });
});

describe('an instance', () => {
  it('whose Fulcio and CT log are those of @sigstore/mock', async () => {
    const certificate = await sigstore.mockCertificate(spkiOf(bare));
    const signed = asReferrer(await bundleOf(sigstore, { ...bare, certificate }));
    expect(outcome(signed, [sigstore.root])).toBe('trusted');
  });

  it('among several: the one that issued the certificate decides', async () => {
    const other = await createSigstore('other');
    const signed = asReferrer(await bundleOf(sigstore, signer));
    expect(outcome(signed, [other.root, sigstore.root])).toBe('trusted');
    expect(outcome(signed, [other.root])).toBe('untrusted certificate-foreign');
  });

  it.each([
    [
      'without a log',
      (root: { tlogs: unknown[] }) => void root.tlogs.splice(0),
      { log: 'none', timestamp: true },
    ],
    ['without a CT log', (root: { ctlogs: unknown[] }) => void root.ctlogs.splice(0), { log: 'v1' }],
  ] as const)('%s asks for none', async (_, change, witnesses) => {
    const signed = asReferrer(await bundleOf(sigstore, signer, witnesses));
    expect(outcome(signed, [sigstore.rootWith(change)])).toBe('trusted');
  });
});

it('provenance counts, wherever it stands', async () => {
  for (const signed of [
    asReferrer(await bundleOf(sigstore, signer, { predicateType: provenance }), { kind: 'attestation' }),
    await legacyAttestationOf(sigstore, signer),
  ]) {
    expect(judged(signed, [sigstore.root])).toMatchObject({
      verdict: 'trusted',
      kind: 'attestation',
      predicateType: provenance,
      counts: true,
    });
  }
});
