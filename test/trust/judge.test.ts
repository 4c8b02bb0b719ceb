import { beforeAll, describe, expect, it } from 'vitest';
import { imageVerdict } from '../../server/src/trust/verdict.ts';
import {
  asReferrer,
  bundleOf,
  createSigstore,
  ecKeys,
  judged,
  legacyAttestationOf,
  legacyOf,
  otherImage,
  ours,
  outcome,
  provenance,
  publicKeyOf,
  type Signed,
  type Signer,
  type Sigstore,
} from '../support/sigstore/index.ts';

let sigstore: Sigstore;
let signer: Signer;
let signed: Signed;
beforeAll(async () => {
  sigstore = await createSigstore();
  signer = sigstore.certify();
  signed = asReferrer(await bundleOf(sigstore, signer));
});

describe('annotations', () => {
  const wanted = (annotations: Record<string, string>) => ({ annotations });

  it.each<[string, (annotations: Record<string, string>) => Promise<Signed>]>([
    ['bundle', async (annotations) => asReferrer(await bundleOf(sigstore, signer, { annotations }))],
    ['legacy signature', (annotations) => legacyOf(sigstore, signer, { annotations })],
  ])('of a %s: each that is asked for, exactly', async (_, make) => {
    const own = await make({ env: 'prod', team: 'shop' });
    const under = (annotations: Record<string, string>) => outcome(own, [sigstore.root], wanted(annotations));
    expect(under({ env: 'prod' })).toBe('trusted');
    expect(under({ env: 'prod', team: 'shop' })).toBe('trusted');
    expect(under({ env: 'Prod' })).toBe('untrusted annotations-missing');
    expect(under({ env: '' })).toBe('untrusted annotations-missing');
    expect(under({ env: 'prod', region: 'eu' })).toBe('untrusted annotations-missing');
    expect(under({ toString: '' })).toBe('untrusted annotations-missing');
    expect(under(JSON.parse('{"__proto__":"x"}') as Record<string, string>)).toBe(
      'untrusted annotations-missing',
    );
  });

  it('of the subject that is this image, and of no other', async () => {
    const subject = (digest: string, env: string) => ({
      digest: { sha256: digest.slice(7) },
      annotations: { env },
    });
    const { digest } = signed.record;
    const statement = {
      _type: 'https://in-toto.io/Statement/v1',
      subject: [subject(otherImage, 'prod'), subject(digest, 'test')],
      predicateType: 'https://sigstore.dev/cosign/sign/v1',
    };
    const own = asReferrer(
      await bundleOf(sigstore, signer, { payload: Buffer.from(JSON.stringify(statement)) }),
    );
    expect(outcome(own, [sigstore.root], wanted({ env: 'prod' }), otherImage)).toBe('trusted');
    expect(outcome(own, [sigstore.root], wanted({ env: 'prod' }), digest)).toBe(
      'untrusted annotations-missing',
    );
  });

  it('that the registry wrote on the layer are nobody’s', async () => {
    const { record, bytes } = await legacyOf(sigstore, signer);
    const marked = { bytes, record: { ...record, annotations: { ...record.annotations, env: 'prod' } } };
    expect(outcome(marked, [sigstore.root], wanted({ env: 'prod' }))).toBe('untrusted annotations-missing');
  });
});

describe('what counts as signed', () => {
  const accepted = (of: Signed, accept: 'any' | 'signature' | 'provenance') => {
    const report = judged(of, [sigstore.root], { accept });
    return imageVerdict([report], true);
  };
  const by = async (predicateType: string) => asReferrer(await bundleOf(sigstore, signer, { predicateType }));

  it('a signature, unless provenance is asked for', () => {
    expect(accepted(signed, 'any')).toBe('trusted');
    expect(accepted(signed, 'signature')).toBe('trusted');
    expect(accepted(signed, 'provenance')).toBe('untrusted');
    expect(outcome(signed, [sigstore.root], { accept: 'provenance' })).toBe('untrusted accept-provenance');
  });

  it.each([provenance, 'https://slsa.dev/provenance/v0.2'])(
    '%s, unless a signature is asked for',
    async (type) => {
      for (const of of [
        await by(type),
        await legacyAttestationOf(sigstore, signer, { predicateType: type }),
      ]) {
        expect(accepted(of, 'any')).toBe('trusted');
        expect(accepted(of, 'provenance')).toBe('trusted');
        expect(accepted(of, 'signature')).toBe('unsigned');
      }
    },
  );

  it.each([
    'https://spdx.dev/Document',
    'https://cyclonedx.org/bom',
    'https://cosign.sigstore.dev/attestation/vuln/v1',
    'https://cosign.sigstore.dev/attestation/v1',
    'https://sigstore.dev/cosign/sign/v1 ',
    'https://slsa.dev/verification_summary/v1',
    'http://slsa.dev/provenance/v1',
  ])('never %s, by whomever', async (type) => {
    for (const accept of ['any', 'signature', 'provenance'] as const) {
      expect(accepted(await by(type), accept)).toBe('unsigned');
    }
  });

  it('what was signed, not what the registry calls it', async () => {
    const sbom = await by('https://spdx.dev/Document');
    const dressed = {
      bytes: sbom.bytes,
      record: { ...sbom.record, kind: 'signature', predicateType: provenance } as const,
    };
    expect(accepted(dressed, 'any')).toBe('unsigned');
    const hidden = {
      bytes: signed.bytes,
      record: { ...signed.record, kind: 'attestation', predicateType: 'https://spdx.dev/Document' } as const,
    };
    expect(accepted(hidden, 'any')).toBe('trusted');
  });
});

describe('a rule', () => {
  it('that names keys alone does not trust certificates, and the other way round', async () => {
    const bare: Signer = { keys: ecKeys() };
    const keyed = asReferrer(await bundleOf(sigstore, bare));
    expect(outcome(signed, [sigstore.root], { keys: [publicKeyOf(bare)] })).toBe('untrusted signer-stranger');
    expect(outcome(keyed, [sigstore.root])).toBe('untrusted key-none');
    const both = { keys: [publicKeyOf(bare)], identities: [ours] };
    expect([outcome(signed, [sigstore.root], both), outcome(keyed, [sigstore.root], both)]).toEqual([
      'trusted',
      'trusted',
    ]);
  });

  it('that names a trust policy of the Notary Project alone says nothing of those who sign with Cosign', () => {
    const notation = { name: 'trustpolicy.json', document: { text: '' }, store: { name: '', stores: [] } };
    expect(outcome(signed, [sigstore.root], { identities: [], notation })).toBe(
      'unverified signer-notation-only',
    );
    expect(outcome(signed, [], { identities: [], notation })).toBe('unverified certificate-no-root');
    expect(outcome(signed, [sigstore.root], { notation })).toBe('trusted');
  });
});

describe('of several signatures', () => {
  it.each([
    [['untrusted', 'trusted', 'invalid'], true, 'trusted'],
    [['invalid', 'untrusted', 'unverified'], true, 'untrusted'],
    [['unverified', 'invalid', 'signed'], true, 'signed'],
    [['unverified', 'invalid'], true, 'invalid'],
    [['unverified'], true, 'unverified'],
    [[], true, 'unsigned'],
    // A place that could not be read may hold the good one.
    [['untrusted', 'invalid'], false, 'unknown'],
    [['trusted'], false, 'trusted'],
    [[], false, 'unknown'],
  ] as const)('%j, everything read: %s, make an image %s', (verdicts, complete, expected) => {
    const report = judged(signed, [sigstore.root]);
    expect(
      imageVerdict(
        verdicts.map((verdict) => ({ ...report, verdict })),
        complete,
      ),
    ).toBe(expected);
  });
});
