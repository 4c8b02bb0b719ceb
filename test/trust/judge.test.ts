import { beforeAll, describe, expect, it } from 'vitest';
import { imageVerdict } from '../../server/src/trust/verdict.ts';
import {
  asReferrer,
  bundleOf,
  createSigstore,
  ecKeys,
  email,
  githubActions,
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
  workflow,
} from '../support/sigstore/index.ts';

let sigstore: Sigstore;
let signer: Signer;
let signed: Signed;
beforeAll(async () => {
  sigstore = await createSigstore();
  signer = sigstore.certify();
  signed = asReferrer(await bundleOf(sigstore, signer));
});

/** What a signature of the release workflow is worth under a rule that names these identities. */
const under = (...identities: object[]) => outcome(signed, [sigstore.root], { identities });

describe('an identity', () => {
  const issuer = githubActions;

  it('is the whole subject and the whole issuer', () => {
    expect(under({ subject: workflow, issuer })).toBe('trusted');
    expect(under({ subject: 'https://example.com', issuer }, ours)).toBe('trusted');
    expect(under()).toBe('untrusted signer-stranger');
  });

  it.each([
    ['a letter less', workflow.slice(0, -1)],
    ['a letter more', `${workflow}x`],
    ['without its beginning', workflow.slice(1)],
    ['in other letters', workflow.replace('acme', 'acmf')],
    ['in capitals', workflow.replace('github', 'GitHub')],
    ['with a slash', `${workflow}/`],
    ['with white space', ` ${workflow}`],
    ['with any characters for its dots', workflow.replace('github.com', 'githubxcom')],
    ['as a pattern', '.*'],
    ['empty', ''],
  ])('is not the subject %s', (_, subject) => {
    expect(under({ subject, issuer })).toBe('untrusted signer-stranger');
  });

  it.each([
    ['in capitals', issuer.toUpperCase()],
    ['with a slash', `${issuer}/`],
    ['half', issuer.slice(0, -4)],
    ['over http', issuer.replace('https', 'http')],
    ['empty', ''],
  ])('is not the issuer %s', (_, other) => {
    expect(under({ subject: workflow, issuer: other })).toBe('untrusted signer-stranger');
  });

  it('that names no subject, or no issuer, is nobody', () => {
    expect(under({ subject: workflow })).toBe('untrusted signer-stranger');
    expect(under({ subjectRegExp: '.*' })).toBe('untrusted signer-stranger');
    expect(under({ issuer })).toBe('untrusted signer-stranger');
    expect(under({})).toBe('untrusted signer-stranger');
  });

  it('does not mix the subject of one with the issuer of another', () => {
    expect(under({ subject: workflow, issuer: 'https://a' }, { subject: 'https://b', issuer })).toBe(
      'untrusted signer-stranger',
    );
  });

  it('with an exact member and a pattern for it wants both', () => {
    expect(under({ subject: workflow, subjectRegExp: 'acme', issuer })).toBe('trusted');
    expect(under({ subject: workflow, subjectRegExp: 'other', issuer })).toBe('untrusted signer-stranger');
  });

  it('is not a stranger whose name reads the same in seven bits', async () => {
    const dev = { subject: 'dev@shop.example', issuer };
    const by = async (name: string) =>
      outcome(
        asReferrer(await bundleOf(sigstore, sigstore.certify({ names: [email(name)] }))),
        [sigstore.root],
        {
          identities: [dev],
        },
      );
    expect(await by('dev@shop.example')).toBe('trusted');
    expect(await by('\xe4ev@shop.example')).toBe('invalid certificate-odd-name');
  });
});

describe('an identity by pattern', () => {
  const subjectRegExp = (pattern: string) => under({ subjectRegExp: pattern, issuer: githubActions });

  it.each([
    'acme/shop',
    '^https://github\\.com/acme/.*@refs/heads/main$',
    '(?i)ACME',
    '\\.github/workflows/(release|build)\\.yml',
    'release',
  ])('matches anywhere, as cosign does: %s', (pattern) => {
    expect(subjectRegExp(pattern)).toBe('trusted');
  });

  it.each([
    ['not found', 'acme/other'],
    ['anchored elsewhere', '^github\\.com'],
    ['a dollar that is no end', 'acme$'],
    ['no expression', '('],
    ['no expression of Go', '(?=https)'],
    ['with a back reference', '(h)\\1'],
    ['too long', `${'(a|b)'.repeat(1000)}`],
  ])('matches nobody: %s', (_, pattern) => {
    expect(subjectRegExp(pattern)).toBe('untrusted signer-stranger');
  });

  it('of the issuer too', () => {
    expect(under({ subject: workflow, issuerRegExp: '^https://token\\.actions' })).toBe('trusted');
    expect(under({ subject: workflow, issuerRegExp: '^token' })).toBe('untrusted signer-stranger');
  });

  it.each(['(a+)+$', '^(a|a)*$', '(.*a){12}$', '^(([a-z])+.)+[A-Z]([a-z])+$'])(
    'answers whatever it is: %s',
    async (subjectRegExp) => {
      const long = sigstore.certify({ names: [email(`${'a'.repeat(5000)}!`)] });
      const identities = [{ subjectRegExp, issuer: githubActions }];
      expect(outcome(asReferrer(await bundleOf(sigstore, long)), [sigstore.root], { identities })).toBe(
        'untrusted signer-stranger',
      );
    },
  );
});

describe('an identity by repository, ref and workflow', () => {
  const repository = 'https://github.com/acme/shop';
  const claims = {
    8: githubActions,
    12: repository,
    14: 'refs/heads/release/1.2',
    18: `${repository}/.github/workflows/release.yml@refs/heads/release/1.2`,
  };
  const by = async (identity: object, own: object = claims) => {
    const signer = sigstore.certify({ claims: own as typeof claims });
    const identities = [{ issuer: githubActions, ...identity }];
    return outcome(asReferrer(await bundleOf(sigstore, signer)), [sigstore.root], { identities });
  };
  const stranger = 'untrusted signer-stranger';

  it.each<[object, string]>([
    [{ repository }, 'trusted'],
    [{ repository: `${repository}/` }, stranger],
    [{ repository: 'https://github.com/acme' }, stranger],
    [{ repository: `${repository}-fork` }, stranger],
    [{ repository, ref: 'refs/heads/release/1.2' }, 'trusted'],
    [{ repository, ref: 'refs/heads/release/*' }, 'trusted'],
    [{ repository, ref: 'refs/heads/release/1*2' }, 'trusted'],
    // A star is no slash, and a dot is a dot.
    [{ repository, ref: 'refs/heads/*' }, stranger],
    [{ repository, ref: 'refs/heads/release/1x2' }, stranger],
    [{ repository, ref: 'refs/heads/release' }, stranger],
    [{ repository, ref: '*' }, stranger],
    [{ repository, ref: '' }, stranger],
    [{ repository, workflow: '.github/workflows/release.yml' }, 'trusted'],
    [{ repository, workflow: 'release.yml' }, stranger],
    [{ repository, workflow: '.github/workflows/release.yml@refs/heads/release/1.2' }, stranger],
    [{ ref: 'refs/heads/release/*' }, stranger],
    [{ workflow: '.github/workflows/release.yml' }, stranger],
  ])('%j: %s', async (identity, expected) => {
    expect(await by(identity)).toBe(expected);
  });

  it('is nobody whose certificate does not say', async () => {
    const issuer = { 8: githubActions };
    expect(await by({ repository }, issuer)).toBe(stranger);
    expect(await by({ repository, ref: '*' }, { ...issuer, 12: repository })).toBe(stranger);
    expect(await by({ repository, workflow: '' }, { ...issuer, 12: repository })).toBe(stranger);
    // A workflow of another repository.
    const other = {
      ...claims,
      18: 'https://github.com/evil/shop/.github/workflows/release.yml@refs/heads/main',
    };
    expect(await by({ repository, workflow: '.github/workflows/release.yml' }, other)).toBe(stranger);
  });

  it('answers whatever the ref is', async () => {
    const long = { ...claims, 14: `refs/heads/${'a'.repeat(3000)}` };
    expect(await by({ repository, ref: `refs/heads/${'*a'.repeat(30)}b` }, long)).toBe(stranger);
  });
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

  it('that is only partly understood calls nobody untrusted', () => {
    expect(outcome(signed, [sigstore.root], { identities: [], partial: true })).toBe(
      'unverified signer-stranger',
    );
    expect(outcome(signed, [], { partial: true })).toBe('unverified certificate-no-root');
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
