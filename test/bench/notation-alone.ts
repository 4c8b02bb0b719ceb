import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nobodySaid } from '../../server/src/trust/policy.ts';
import { notationFixtures } from '../support/notation-vectors.ts';
import { runWell } from './contest.ts';
import type { NotationImage } from './notation-images.ts';
import { type Summary, summarize } from './statistics.ts';
import type { EnvelopeFile, EnvelopeTimes, EnvelopeVerifier } from './verify-envelopes.ts';

export interface EnvelopeResult {
  readonly verifier: string;
  readonly times: Readonly<Record<keyof EnvelopeTimes, Summary>>;
}

const rounds = 9;

/** Everybody for whom `ca:main` vouches, in any repository. */
export const trustPolicy = JSON.stringify({
  version: '1.0',
  trustPolicies: [
    {
      name: 'everything',
      registryScopes: ['*'],
      signatureVerification: { level: 'strict' },
      trustStores: ['ca:main'],
      trustedIdentities: ['*'],
    },
  ],
});

const verifiers: Readonly<Record<EnvelopeVerifier, string>> = {
  signatures: 'node:crypto, the signatures alone (floor)',
  chains: 'node:crypto, signatures and chains',
  imageseal: 'imageseal',
};

/** Processes that verify the same envelopes, each in turn, and ask nobody; the first is the floor, the last ours. */
export function measureAlone(
  root: string,
  folder: string,
  signed: readonly NotationImage[],
): EnvelopeResult[] {
  const file = join(folder, 'envelopes.json');
  const content: EnvelopeFile = {
    door: join(root, 'dist', 'notation.js'),
    policy: {
      ...nobodySaid,
      notation: {
        name: 'trustpolicy.json',
        document: { text: trustPolicy },
        store: { name: '', stores: [] },
      },
    },
    root: readFileSync(join(notationFixtures, 'keys', 'root-rsa.crt'), 'base64'),
    images: signed.map(({ record, subject, envelope, signed: data, signature, chain }) => ({
      ...{ record, subject },
      envelope: envelope.toString('base64'),
      signed: data.toString('base64'),
      signature: signature.toString('base64'),
      chain: chain.map((der) => Buffer.from(der).toString('base64')),
    })),
  };
  writeFileSync(file, JSON.stringify(content));
  const script = join(import.meta.dirname, 'verify-envelopes.ts');
  const args = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', script, file];
  const names = Object.entries(verifiers);
  const times = names.map((): EnvelopeTimes[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, [who]] of names.entries()) {
      const found: EnvelopeTimes = JSON.parse(runWell([process.execPath, ...args, who], process.env));
      // The first round fills the page cache.
      if (round > 0) times[index]?.push(found);
    }
  }
  return names.map(([, verifier], index) => {
    const of = (which: keyof EnvelopeTimes) => summarize((times[index] ?? []).map((each) => each[which]));
    return { verifier, times: { first: of('first'), cold: of('cold'), warm: of('warm') } };
  });
}
