import { beforeAll, describe, expect, it } from 'vitest';
import * as bodies from '../../../support/sigstore/bodies.ts';
import {
  altered,
  asReferrer,
  bodyOf,
  bundleOf,
  createSigstore,
  ecKeys,
  failures,
  judged,
  legacyAttestationOf,
  legacyOf,
  logAnnotation,
  member,
  outcome,
  publicKeyOf,
  relogged,
  reloggedLegacy,
  type Signer,
  type Sigstore,
  withAnnotation,
} from '../../../support/sigstore/index.ts';

let sigstore: Sigstore;
let other: Sigstore;
let signer: Signer;
const bare: Signer = { keys: ecKeys() };
beforeAll(async () => {
  [sigstore, other] = await Promise.all([createSigstore(), createSigstore('other')]);
  signer = sigstore.certify();
});

const entries = 'verificationMaterial.tlogEntries';
const required = { requirements: { log: 'required' as const } };

/** The bundle with what stands at `path` in another one. */
const with_ = (bundle: unknown, path: string, donor: unknown) =>
  altered(bundle, path, () => member(donor, path));

describe('a log entry', () => {
  it('of another signature by the same signer vouches for nothing', async () => {
    const [ours, theirs] = [
      await bundleOf(sigstore, signer),
      await bundleOf(sigstore, signer, { annotations: { a: 'b' } }),
    ];
    const report = judged(asReferrer(with_(ours, entries, theirs)), [sigstore.root]);
    expect(report.verdict).toBe('invalid');
    expect(failures(report)).toEqual(['log-entry-other', 'time-missing']);
  });

  it('of this signature, logged by another signer, vouches for nothing', async () => {
    const stranger = bodies.pem('CERTIFICATE', sigstore.certify().certificate ?? Buffer.alloc(0));
    const verifier = Buffer.from(stranger).toString('base64');
    const theirs = relogged(sigstore, await bundleOf(sigstore, signer), sigstore.now, (body) =>
      altered(body, 'spec.signatures.0.verifier', () => verifier),
    );
    expect(outcome(asReferrer(theirs), [sigstore.root])).toBe('invalid log-entry-signer');
  });

  it.each(['dsse', 'hashedrekord', 'intoto'] as const)(
    'of kind %s by another key vouches for nothing',
    async (entry) => {
      const trust = { keys: [publicKeyOf(bare)], ...required };
      const [ours, theirs] = [
        await bundleOf(sigstore, bare, { entry }),
        await bundleOf(sigstore, { keys: ecKeys() }, { entry }),
      ];
      const paths = {
        dsse: 'spec.signatures.0.verifier',
        hashedrekord: 'spec.signature.publicKey.content',
        intoto: 'spec.content.envelope.signatures.0.publicKey',
      };
      const body = bodyOf(member(theirs, `${entries}.0.canonicalizedBody`));
      const bundle = relogged(sigstore, ours, sigstore.now, (own) => with_(own, paths[entry], body));
      expect(outcome(asReferrer(ours), [sigstore.root], trust)).toBe('trusted');
      expect(outcome(asReferrer(bundle), [sigstore.root], trust)).toBe('invalid log-entry-signer');
    },
  );

  it('of Rekor v2 by another certificate vouches for nothing', async () => {
    const der = sigstore.certify().certificate?.toString('base64');
    const options = { log: 'v2', timestamp: true } as const;
    const bundle = relogged(sigstore, await bundleOf(sigstore, signer, options), undefined, (body) =>
      altered(body, 'spec.dsseV002.signatures.0.verifier.x509Certificate.rawBytes', () => der),
    );
    expect(outcome(asReferrer(bundle), [sigstore.root])).toBe('invalid log-entry-signer');
  });

  it.each([
    ['another digest of the payload', 'spec.payloadHash.value', () => '00'.repeat(32)],
    ['no digest of the payload', 'spec.payloadHash', () => undefined],
    [
      'two signatures',
      'spec.signatures',
      (list: unknown) => [...(list as unknown[]), ...(list as unknown[])],
    ],
    ['no signature', 'spec.signatures', () => []],
    ['another signature', 'spec.signatures.0.signature', () => 'AAAA'],
  ])('with %s is of something else', async (_, path, change) => {
    const bundle = relogged(sigstore, await bundleOf(sigstore, signer), sigstore.now, (body) =>
      altered(body, path, change),
    );
    expect(outcome(asReferrer(bundle), [sigstore.root])).toBe('invalid log-entry-other');
  });

  it.each(['hash.value', 'payloadHash.value'])(
    'intoto 0.0.1 with another %s is of something else',
    async (path) => {
      const signed = await legacyAttestationOf(sigstore, signer, { entry: 'intoto001' });
      const report = outcome(
        reloggedLegacy(sigstore, signed, (body) =>
          altered(body, `spec.content.${path}`, () => '00'.repeat(32)),
        ),
        [sigstore.root],
      );
      expect(report).toBe('invalid log-entry-other');
    },
  );

  it('of a kind that is not known proves nothing', async () => {
    const bundle = relogged(sigstore, await bundleOf(sigstore, signer), sigstore.now, (body) =>
      altered(body, 'kind', () => 'rekord'),
    );
    expect(outcome(asReferrer(bundle), [sigstore.root])).toBe('untrusted log-kind');
  });

  it('of a legacy signature, beside another one, vouches for nothing', async () => {
    const [ours, theirs] = [
      await legacyOf(sigstore, signer),
      await legacyOf(sigstore, signer, { annotations: { a: 'b' } }),
    ];
    const swapped = withAnnotation(ours, logAnnotation, theirs.record.annotations[logAnnotation]);
    expect(outcome(swapped, [sigstore.root])).toBe('invalid log-entry-other');
  });

  it('that stands there twice is refused, and several good ones are not', async () => {
    const bundle = await bundleOf(sigstore, signer);
    const twice = altered(bundle, entries, (list) => [...(list as unknown[]), ...(list as unknown[])]);
    expect(outcome(asReferrer(twice), [sigstore.root])).toBe('invalid log-entry-twice');
    const again = relogged(sigstore, bundle, undefined);
    const both = altered(bundle, entries, (list) => [
      ...(list as unknown[]),
      ...(member(again, entries) as unknown[]),
    ]);
    expect(outcome(asReferrer(both), [sigstore.root])).toBe('trusted');
    const broken = altered(both, `${entries}.1.inclusionProof.logIndex`, () => '0');
    expect(outcome(asReferrer(broken), [sigstore.root])).toBe('invalid log-inclusion');
  });

  it('of a log that the root does not know proves nothing and refutes nothing', async () => {
    const foreign = with_(
      await bundleOf(sigstore, signer),
      entries,
      relogged(other, await bundleOf(sigstore, signer), sigstore.now),
    );
    expect(outcome(asReferrer(foreign), [sigstore.root])).toBe('untrusted log-unknown');
    const keyed = with_(await bundleOf(sigstore, bare), entries, await bundleOf(other, bare));
    expect(outcome(asReferrer(keyed), [sigstore.root], { keys: [publicKeyOf(bare)] })).toBe('trusted');
    expect(outcome(asReferrer(keyed), [sigstore.root], { keys: [publicKeyOf(bare)], ...required })).toBe(
      'untrusted log-unknown',
    );
  });

  it('that claims the ID of another log is broken', async () => {
    const bundle = altered(await bundleOf(sigstore, signer), `${entries}.0.logId.keyId`, () =>
      sigstore.rekor2.id.toString('base64'),
    );
    expect(outcome(asReferrer(bundle), [sigstore.root])).toBe('invalid log-inclusion');
  });

  it('is bound to its log by key and not by name', async () => {
    const bundle = await bundleOf(sigstore, signer);
    expect(member(bundle, `${entries}.0.inclusionProof.checkpoint.envelope`)).toMatch(
      /^rekor-1\.pod - 4711\n/,
    );
    const report = judged(asReferrer(bundle), [sigstore.root]);
    expect(report).toMatchObject({
      verdict: 'trusted',
      log: { url: expect.stringContaining('http://rekor.localhost:8092/') },
    });
  });
});

describe('whether an entry is wanted', () => {
  it('of certificates: where the root has logs, unless it is waived', async () => {
    const signed = asReferrer(await bundleOf(sigstore, signer, { log: 'none', timestamp: true }));
    expect(outcome(signed, [sigstore.root])).toBe('untrusted log-missing');
    expect(outcome(signed, [sigstore.root], required)).toBe('untrusted log-missing');
    const waived = judged(signed, [sigstore.root], { requirements: { log: 'waived' } });
    expect(waived.verdict).toBe('trusted');
    expect(waived.checks.find(({ name }) => name === 'log')?.detail.id).toBe('log-waived');
    const without = sigstore.rootWith((root) => void root.tlogs.splice(0));
    expect(outcome(signed, [without])).toBe('trusted');
    expect(outcome(signed, [without], required)).toBe('untrusted log-root-without-logs');
  });

  it('of keys: only when somebody says so', async () => {
    const signed = asReferrer(await bundleOf(sigstore, bare, { log: 'none' }));
    const keys = [publicKeyOf(bare)];
    expect(outcome(signed, [sigstore.root], { keys })).toBe('trusted');
    expect(outcome(signed, [sigstore.root], { keys, ...required })).toBe('untrusted log-missing-key');
    expect(outcome(signed, [], { keys, ...required })).toBe('untrusted log-no-root');
    expect(outcome(signed, [sigstore.root], { keys, requirements: { log: 'waived' } })).toBe('trusted');
  });

  it('a waived entry gives no time when it is broken', async () => {
    const path = `${entries}.0.inclusionPromise.signedEntryTimestamp`;
    const signed = asReferrer(altered(await bundleOf(sigstore, signer), path, () => 'AAAA'));
    expect(outcome(signed, [sigstore.root], { requirements: { log: 'waived' } })).toBe(
      'untrusted time-missing',
    );
  });
});
