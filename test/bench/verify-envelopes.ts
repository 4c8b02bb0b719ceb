// Run as a process of its own: verifies signatures of the Notary Project, with no registry in it. Arguments: a JSON file with
// `EnvelopeFile`, and who verifies. Imports nothing but Node, so that loading what verifies is measured, too.
import { constants, verify, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Notation } from '../../server/src/trust/notation/notation.ts';
import type { TrustPolicy } from '../../server/src/trust/policy.ts';
import type { NotationImage } from './notation-images.ts';

export type EnvelopeVerifier = 'imageseal' | 'signatures' | 'chains';

/** Bytes are in base64. */
export interface EnvelopeFile {
  /** dist/notation.js */
  readonly door: string;
  /** Its one trust store is `ca:main`, with one certificate. */
  readonly policy: TrustPolicy;
  readonly root: string;
  readonly images: readonly (Pick<NotationImage, 'record' | 'subject'> & {
    readonly envelope: string;
    readonly signed: string;
    readonly signature: string;
    readonly chain: readonly string[];
  })[];
}

/** Milliseconds. */
export interface EnvelopeTimes {
  /** To the end of the first signature, with what had to be loaded for it. */
  readonly first: number;
  /** Of one signature: of the others in the first pass, and when all were verified often. */
  readonly cold: number;
  readonly warm: number;
}

const passes = 30;

const [file = '', who = ''] = process.argv.slice(2);
const { door, policy, root, images }: EnvelopeFile = JSON.parse(readFileSync(file, 'utf8'));
const bytes = (base64: string) => Buffer.from(base64, 'base64');
const all = images.map((image) => ({
  ...image,
  envelope: bytes(image.envelope),
  signed: bytes(image.signed),
  signature: bytes(image.signature),
  chain: image.chain.map(bytes),
}));
type Image = (typeof all)[number];

const makers: Record<EnvelopeVerifier, () => (image: Image) => boolean> = {
  imageseal() {
    const { notation } = createRequire(import.meta.url)(door) as { notation: Notation };
    const entries = [{ name: 'root.crt', kind: 'file', bytes: bytes(root) } as const];
    const store = { name: 'truststore', stores: [{ type: 'ca', name: 'main', entries } as const] };
    const trust = { ...policy, ...(policy.notation && { notation: { ...policy.notation, store } }) };
    const repository = { registry: 'registry.acme.example', repository: 'shop/app' };
    return ({ record, subject, envelope }) => {
      const request = { record, subject, bytes: envelope, repository, now: Date.now(), answers: new Map() };
      return notation.judge(request, trust).report.verdict === 'trusted';
    };
  },
  signatures: () => holds,
  chains: () => (image) => {
    const chain = image.chain.map((der) => new X509Certificate(der));
    return holds(image) && chain.every((each, index) => each.verify((chain[index + 1] ?? each).publicKey));
  },
};

function holds({ chain, signed, signature }: Image): boolean {
  const key = new X509Certificate(chain[0] ?? '').publicKey;
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return verify('sha256', signed, { key, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }, signature);
}

let started = performance.now();
const elapsed = () => performance.now() - started;
const isGood = makers[who as EnvelopeVerifier]();
const pass = (some: readonly Image[]) => {
  for (const image of some) if (!isGood(image)) throw new Error(`${image.record.digest} does not hold`);
};
pass(all.slice(0, 1));
const first = elapsed();
started = performance.now();
pass(all.slice(1));
const cold = elapsed() / (all.length - 1);
const warm: number[] = [];
for (let round = 0; round < passes; round++) {
  started = performance.now();
  pass(all);
  warm.push(elapsed() / all.length);
}
warm.sort((a, b) => a - b);
// In the first passes it is compiled; the middle one is well behind that.
const times: EnvelopeTimes = { first, cold, warm: warm[Math.floor(passes / 2)] ?? Number.NaN };
console.log(JSON.stringify(times));
