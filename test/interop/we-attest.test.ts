import { beforeAll, describe, expect, inject, it } from 'vitest';
import { formats, trusting } from './support/cosign-flags.ts';
import { pushEverywhere } from './support/images.ts';
import { type KeyFiles, ourKeys } from './support/keys.ts';
import { type PredicateFile, provenance, sbom } from './support/predicates.ts';
import { versions, type Workplace, workplace } from './support/workplace.ts';

const sigstore = inject('sigstore');
const at = workplace();
let keys: KeyFiles;
beforeAll(async () => {
  keys = await ourKeys(at, 'ecdsa-p256');
});

const predicates: readonly [string, (at: Workplace) => PredicateFile][] = [
  ['provenance', provenance],
  ['an SBOM', sbom],
];

describe.concurrent.each(predicates)('what imageseal attests: %s', (_what, written) => {
  it.for(formats)('as %s, cosign accepts as that and as nothing else', async (format) => {
    const { type, file, predicateType } = written(at);
    const images = await pushEverywhere();
    const flags = ['--key', keys.privateKey, '--format', format];
    await at.sign('attest', images, ...flags, '--type', type, '--predicate', file);
    for (const version of versions) {
      const trust = trusting(version, format, keys.publicKey, sigstore);
      const ask = (what: string) =>
        at.tryCosign(version, 'verify-attestation', ...trust, '--type', what, ...images);
      const { code, stdout, stderr } = await ask(type);
      expect({ version, code, stderr }).toMatchObject({ code: 0 });
      const [, payload = ''] = /"payload":"([^"]+)"/.exec(stdout) ?? [];
      expect(JSON.parse(Buffer.from(payload, 'base64').toString())).toMatchObject({ predicateType });
      expect((await ask('openvex')).code).not.toBe(0);
    }
  });
});
