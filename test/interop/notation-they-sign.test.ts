import { setTimeout } from 'node:timers/promises';
import { describe, expect, inject, it } from 'vitest';
import { copyWith, envelopeOf, withOtherPayload, withOtherSignature } from './support/envelopes.ts';
import { pushEverywhere, pushImage, registries } from './support/images.ts';
import {
  algorithms,
  envelopes,
  keyFiles,
  notationKeys,
  timestampRoot,
  trusting,
} from './support/notation.ts';
import { workplace } from './support/workplace.ts';

const at = workplace();
const sigstore = inject('sigstore');

/** Flags by which notation signs with a key of the fixtures, of P-256 unless told. */
function signing(format: string, name: (typeof notationKeys)[number] = 'p256'): string[] {
  const { key, chain } = keyFiles(name);
  return ['--format', format, '--key', key, '--cert', chain];
}

/** Whether notation accepts every one of the images, and what we find them to be: both under the same policy. */
async function asked(images: readonly string[], ...flags: readonly string[]) {
  const theirs = await at.notation('verify', ...flags, ...images);
  const { images: ours } = await at.verify(images, ...flags);
  return {
    accepted: theirs.map(({ accepted }) => accepted),
    verdicts: ours.map(({ verdict }) => verdict),
    signatures: ours.flatMap(({ signatures }) => signatures),
  };
}

const everywhere = <Value>(value: Value): Value[] => registries.map(() => value);

describe.concurrent.each(notationKeys)('what notation signs with a key of type %s', (name) => {
  it.for(envelopes)(
    'as %s is trusted, on every registry, by whoever trusts its authority',
    async (format) => {
      const images = await pushEverywhere();
      await at.notation('sign', ...signing(format, name), ...images);
      const trusted = await asked(images, ...trusting(at));
      expect(trusted).toMatchObject({ accepted: everywhere(true), verdicts: everywhere('trusted') });
      for (const signature of trusted.signatures) {
        expect(signature).toMatchObject({
          layout: 'notation',
          signer: { type: 'x509', subject: expect.stringContaining(`CN=${name}`), store: 'ca:main' },
          notation: { format, algorithm: algorithms[name] },
        });
      }
      const strangers = await asked(images, ...trusting(at, { stores: ['ca:other'] }));
      expect(strangers).toMatchObject({ accepted: everywhere(false), verdicts: everywhere('untrusted') });
    },
  );
});

describe.concurrent.each(envelopes)('what notation signs as %s', (format) => {
  it('is trusted for its subject, and for no other', async () => {
    const images = await pushEverywhere();
    await at.notation('sign', ...signing(format), ...images);
    const identity = (common: string) => [`x509.subject: C=US, ST=WA, O=Acme Shop, CN=${common}`];
    const own = await asked(images, ...trusting(at, { identities: identity('p256') }));
    expect(own).toMatchObject({ accepted: everywhere(true), verdicts: everywhere('trusted') });
    const other = await asked(images, ...trusting(at, { identities: identity('p384') }));
    expect(other).toMatchObject({ accepted: everywhere(false), verdicts: everywhere('untrusted') });
  });

  it('carries the metadata that is asked for, or is not trusted', async () => {
    const images = await pushEverywhere();
    await at.notation('sign', ...signing(format), '-m', 'io.example.env=prod', '-m', 'build=17', ...images);
    const demanding = (pair: string) => asked(images, ...trusting(at), '-m', pair);
    const right = await demanding('io.example.env=prod');
    expect(right).toMatchObject({ accepted: everywhere(true), verdicts: everywhere('trusted') });
    const wrong = await demanding('io.example.env=dev');
    expect(wrong).toMatchObject({ accepted: everywhere(false), verdicts: everywhere('untrusted') });
  });

  it('expires when its signer wants it to', async () => {
    const [lasting, brief] = await Promise.all([pushEverywhere(), pushEverywhere()]);
    await at.notation('sign', ...signing(format), '--expiry', '24h', ...lasting);
    await at.notation('sign', ...signing(format), '--expiry', '1s', ...brief);
    await setTimeout(2_000);
    const strict = trusting(at);
    expect(await asked(lasting, ...strict)).toMatchObject({
      accepted: everywhere(true),
      verdicts: everywhere('trusted'),
    });
    expect(await asked(brief, ...strict)).toMatchObject({
      accepted: everywhere(false),
      verdicts: everywhere('invalid'),
    });
    const permissive = await asked(brief, ...trusting(at, { level: 'permissive' }));
    expect(permissive).toMatchObject({ accepted: everywhere(true), verdicts: everywhere('trusted') });
  });

  it('has a timestamp that only the right authority vouches for', async () => {
    const images = await pushEverywhere();
    const authority = [
      '--timestamp-url',
      sigstore.timestampAuthority,
      '--tsa-root',
      timestampRoot(at.folder),
    ];
    await at.notation('sign', ...signing(format), ...authority, ...images);
    const timed = (store: string) => asked(images, ...trusting(at, { stores: ['ca:main', `tsa:${store}`] }));
    const right = await timed('sigstore');
    expect(right).toMatchObject({ accepted: everywhere(true), verdicts: everywhere('trusted') });
    for (const signature of right.signatures) {
      expect(signature).toMatchObject({ time: { source: 'timestamp' } });
    }
    const wrong = await timed('other');
    expect(wrong).toMatchObject({ accepted: everywhere(false), verdicts: everywhere('untrusted') });
  });

  it('is found under the fallback tag, whether or not the registry lists referrers', async () => {
    const images = await pushEverywhere();
    await at.notation('sign', ...signing(format), '--force-referrers-tag', ...images);
    const found = await asked(images, ...trusting(at));
    expect(found.verdicts).toEqual(everywhere('trusted'));
  });

  it('is refused by both once it is changed', async () => {
    for (const { host } of registries) {
      const image = await pushImage(host);
      await at.notation('sign', ...signing(format), image.reference);
      const envelope = await envelopeOf(image);
      const copied = await copyWith(image, envelope);
      const changed = [withOtherSignature(envelope), withOtherPayload(envelope)];
      const tampered = await Promise.all(changed.map((each) => copyWith(image, each)));
      expect(await asked([copied, ...tampered], ...trusting(at))).toMatchObject({
        accepted: [true, false, false],
        verdicts: ['trusted', 'invalid', 'invalid'],
      });
    }
  });
});
