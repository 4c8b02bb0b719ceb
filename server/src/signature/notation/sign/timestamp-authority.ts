import { createHash, randomBytes } from 'node:crypto';
import fetch from '../../cosign/sign/fetch.ts';
import { hostOf, reach, type ServiceWorld } from '../../cosign/sign/services.ts';
import { Problem } from '../../problem.ts';
import { type NotationAlgorithm, SigningError, type TimestampService } from '../../signing.ts';
import { algorithms } from '../verify/algorithm.ts';
import { checkTimestamp } from '../verify/timestamp.ts';
import { contextTag, Der, DerError, encodeDer, encodeInteger, encodeOid, tags } from '../x509/der.ts';

const hashOids = {
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
};

/**
 * Asks a timestamp authority (RFC 3161) about a raw signature, by the hash of its algorithm, and gives the TimeStampToken
 * (DER) once it holds under the authority's root certificates. @throws SigningError
 */
export async function timestampToken(
  { url, anchors }: TimestampService,
  signature: Buffer,
  algorithm: NotationAlgorithm,
  world: ServiceWorld,
): Promise<Uint8Array> {
  const nonce = BigInt(`0x${randomBytes(8).toString('hex')}`);
  const request = requestFor(signature, algorithms[algorithm].hash, nonce);
  // What may be a password is not repeated.
  if (!isAddress(url))
    throw new SigningError({ code: 'timestamp-address', args: [url.replace(/\/\/[^/]*@/, '//…@')] });
  const answer = await reach('timestamp', url, world, async () => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: request,
    });
    if (!response.ok) throw new Error(response.statusText);
    return await response.buffer();
  });
  const token = tokenIn(answer, nonce, url);
  const vouching = anchors.map((der) => ({ der, store: hostOf(url) }));
  try {
    checkTimestamp(token, signature, vouching);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new SigningError({ code: 'timestamp-not-trusted', args: [hostOf(url)], check: error.detail });
  }
  return token;
}

/** TimeStampReq (RFC 3161, 2.4.1), with the certificates asked for. */
function requestFor(signature: Buffer, hash: keyof typeof hashOids, nonce: bigint): Buffer {
  const algorithm = encodeDer(tags.sequence, encodeOid(hashOids[hash]), encodeDer(tags.null));
  const digest = encodeDer(tags.octetString, createHash(hash).update(signature).digest());
  return encodeDer(
    tags.sequence,
    encodeInteger(1),
    encodeDer(tags.sequence, algorithm, digest),
    encodeInteger(nonce),
    encodeDer(tags.boolean, Buffer.of(0xff)),
  );
}

/** Of a TimeStampResp (RFC 3161, 2.4.2). @throws SigningError */
function tokenIn(answer: Uint8Array, nonce: bigint, url: string): Uint8Array {
  try {
    const [status, token] = Der.read(answer).as(tags.sequence).children(2);
    const code = status?.as(tags.sequence).children(3)[0]?.small();
    // Granted, or granted with changes.
    if (code !== 0 && code !== 1) {
      throw new SigningError({ code: 'timestamp-refused', args: [hostOf(url), refusalOf(code)] });
    }
    if (!token || nonceOf(token) !== nonce) throw new DerError('it answers another request');
    return token.bytes;
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new SigningError({ code: 'timestamp-unusable', args: [hostOf(url), error.message] });
  }
}

/** PKIStatus, as RFC 3161, 2.4.2 has it. */
function refusalOf(code: number | undefined): string {
  if (code === 2) return 'it rejects the request';
  return code === 3 ? 'it asks to wait' : `it does not say why, status ${code ?? 'missing'}`;
}

/** Of the TSTInfo within: the first integer after the time, which is none where it was not sent back. */
function nonceOf(token: Der): bigint | undefined {
  const [, content] = token.as(tags.sequence).children(2);
  const [, , encapsulated] = content?.as(contextTag(0)).only().children(6) ?? [];
  const info = encapsulated?.as(tags.sequence).children(2)[1]?.as(contextTag(0)).only().octets();
  const members = info ? Der.read(info).as(tags.sequence).children(10) : [];
  return members
    .slice(5)
    .find(({ tag }) => tag === tags.integer)
    ?.integer();
}

function isAddress(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}
