import { KeyError } from './problem.ts';

/** What cosign writes, and what cosign 1 wrote. */
const cosignLabels: ReadonlySet<string> = new Set([
  'ENCRYPTED SIGSTORE PRIVATE KEY',
  'ENCRYPTED COSIGN PRIVATE KEY',
]);
const plainLabels: ReadonlySet<string> = new Set(['PRIVATE KEY', 'EC PRIVATE KEY', 'RSA PRIVATE KEY']);

/** The largest key there is, RSA of 4096 bits, takes 5 KB. */
const maxBytes = 64 * 1024;

export interface PemBlock {
  readonly label: string;
  /** From its first line to its last. A view into the file: whoever wipes the file wipes it, too. */
  readonly bytes: Buffer;
}

export type KeyBlock = PemBlock & { readonly format: 'cosign' | 'plain' | 'encrypted' };

/** The one private key of a file. The file is bytes, because a string could not be wiped. @throws KeyError */
export function privateKeyBlock(file: Uint8Array): KeyBlock {
  if (file.length > maxBytes) throw new KeyError({ id: 'too-large' });
  const blocks = pemBlocks(Buffer.from(file.buffer, file.byteOffset, file.byteLength));
  const [block, ...more] = blocks.filter(({ label }) => /\bPRIVATE KEY\b/.test(label));
  if (!block) {
    const isPublic = blocks.some(({ label }) => /\b(?:PUBLIC KEY|CERTIFICATE)\b/.test(label));
    throw new KeyError({ id: isPublic ? 'public' : 'none' });
  }
  if (more.length > 0) throw new KeyError({ id: 'several' });
  const { label } = block;
  if (cosignLabels.has(label)) return { ...block, format: 'cosign' };
  if (label === 'ENCRYPTED PRIVATE KEY') return { ...block, format: 'encrypted' };
  if (plainLabels.has(label)) {
    return { ...block, format: block.bytes.includes('Proc-Type: 4,ENCRYPTED') ? 'encrypted' : 'plain' };
  }
  if (label === 'OPENSSH PRIVATE KEY') throw new KeyError({ id: 'openssh' });
  throw new KeyError({ id: 'foreign', label });
}

/** The blocks that begin on a line of their own and end; between them may be anything, as in RFC 7468. */
function pemBlocks(file: Buffer): PemBlock[] {
  const blocks: PemBlock[] = [];
  for (let at = file.indexOf(begin); at >= 0; at = file.indexOf(begin, at + begin.length)) {
    if (at > 0 && file[at - 1] !== lineFeed) continue;
    const labelAt = at + begin.length;
    const label = file.toString('latin1', labelAt, file.indexOf('-----', labelAt));
    if (!/^[A-Z0-9 ]{1,40}$/.test(label)) continue;
    const last = `-----END ${label}-----`;
    const end = file.indexOf(last, labelAt);
    if (end >= 0) blocks.push({ label, bytes: file.subarray(at, end + last.length) });
  }
  return blocks;
}

const begin = '-----BEGIN ';
const lineFeed = 0x0a;

/** What a block holds; for encrypted ones only, since a string is made of it. `undefined` when it is not base64. */
export function bodyOf({ bytes }: PemBlock): Buffer | undefined {
  const lines = bytes.toString('latin1').trim().split(/\r?\n/).slice(1, -1);
  return decodeBase64(lines.map((line) => line.trim()).join(''));
}

export function toPem(label: string, body: Uint8Array): string {
  const lines =
    Buffer.from(body)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** `Buffer.from` alone would skip what is no base64. */
export function decodeBase64(text: string): Buffer | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  return Buffer.from(text, 'base64');
}
