import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { copyWith, envelopeOf, withOtherPayload, withOtherSignature } from './support/envelopes.ts';
import { pushEverywhere, pushImage, registries } from './support/images.ts';
import {
  envelopes,
  keyFiles,
  type NotationKey,
  notationKeys,
  timestampRoot,
  trusting,
} from './support/notation.ts';
import { workplace } from './support/workplace.ts';

const at = workplace();
const sigstore = inject('sigstore');

/** Flags by which imageseal signs as notation does, with a key of the fixtures, of P-256 unless told. */
function signing(format: string, name: NotationKey = 'p256'): string[] {
  const { key, chain } = keyFiles(name);
  return ['--notation', '--signature-format', format, '--key', key, '--certificate', chain];
}

/** What the library of notation answers, image for image. */
async function accepted(images: readonly string[], ...flags: readonly string[]) {
  const answers = await at.notation('verify', ...flags, ...images);
  return answers.map((answer) => answer.accepted);
}

const everywhere = <Value>(value: Value): Value[] => registries.map(() => value);

describe.concurrent.each(notationKeys)('what imageseal signs with a key of type %s', (name) => {
  it.for(envelopes)('as %s, notation accepts under its authority only, on every registry', async (format) => {
    const images = await pushEverywhere();
    await at.sign('sign', images, ...signing(format, name));
    expect(await accepted(images, ...trusting(at))).toEqual(everywhere(true));
    expect(await accepted(images, ...trusting(at, { stores: ['ca:other'] }))).toEqual(everywhere(false));
  });
});

it('a key and a certificate for tests serve notation, too', async () => {
  await at.imageseal('notation-cert', 'generate-test', '--trust', 'interop');
  const configuration = join(at.folder, '.config', 'notation');
  const key = join(configuration, 'localkeys', 'interop');
  const [option, policy = ''] = trusting(at, { stores: ['ca:interop'] });
  const trust = [option ?? '', policy, '--trust-store', join(configuration, 'truststore')];
  const [ours, theirs] = await Promise.all([pushEverywhere(), pushEverywhere()]);

  await at.sign('sign', ours, '--notation', '--key', 'interop');
  expect(await accepted(ours, ...trust)).toEqual(everywhere(true));

  await at.notation('sign', '--key', `${key}.key`, '--cert', `${key}.crt`, ...theirs);
  const { images } = await at.verify(theirs, ...trust);
  expect(images.map(({ verdict }) => verdict)).toEqual(everywhere('trusted'));
});

describe.concurrent.each(envelopes)('what imageseal signs as %s', (format) => {
  it('has the metadata that notation asks for, and no other', async () => {
    const images = await pushEverywhere();
    await at.sign('sign', images, ...signing(format), '-m', 'io.example.env=prod', '-m', 'build=17');
    const answers = await at.notation('verify', ...trusting(at), ...images);
    const metadata = { 'io.example.env': 'prod', build: '17' };
    expect(answers).toMatchObject(everywhere({ accepted: true, metadata }));
    const wrong = await accepted(images, ...trusting(at), '-m', 'io.example.env=dev');
    expect(wrong).toEqual(everywhere(false));
  });

  it('holds as long as it is to, with a timestamp that notation takes', async () => {
    const images = await pushEverywhere();
    const root = timestampRoot(at.folder);
    const authority = ['--timestamp-url', sigstore.timestampAuthority, '--timestamp-root-cert', root];
    await at.sign('sign', images, ...signing(format), '--expiry', '24h', ...authority);
    const timed = (store: string) => trusting(at, { stores: ['ca:main', `tsa:${store}`] });
    expect(await accepted(images, ...timed('sigstore'))).toEqual(everywhere(true));
    expect(await accepted(images, ...timed('other'))).toEqual(everywhere(false));
  });

  it('is refused by both once it is changed', async () => {
    for (const { host } of registries) {
      const image = await pushImage(host);
      await at.sign('sign', [image.reference], ...signing(format));
      const envelope = await envelopeOf(image);
      const changed = [envelope, withOtherSignature(envelope), withOtherPayload(envelope)];
      const copies = await Promise.all(changed.map((each) => copyWith(image, each)));
      const trust = trusting(at);
      expect(await accepted(copies, ...trust)).toEqual([true, false, false]);
      const { images } = await at.verify(copies, ...trust);
      expect(images.map(({ verdict }) => verdict)).toEqual(['trusted', 'invalid', 'invalid']);
    }
  });
});
