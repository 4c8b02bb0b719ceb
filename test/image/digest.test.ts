import { describe, expect, it } from 'vitest';
import { checkDigest, hasDigest, isDigest, sha256 } from '../../server/src/image/digest.ts';
import { formatPlatform } from '../../server/src/image/platform.ts';

const bytes = new TextEncoder().encode('abc');
// FIPS 180-2, appendix: the one-block message "abc".
const abc256 = 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const abc384 =
  'sha384:cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7';
const abc512 =
  'sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f';

describe('digests', () => {
  it('hashes', () => expect(sha256(bytes)).toBe(abc256));

  it.each([abc256, abc384, abc512])('recognises the bytes of %s', (digest) => {
    expect(hasDigest(bytes, digest)).toBe(true);
    expect(hasDigest(new Uint8Array([...bytes, 0]), digest)).toBe(false);
  });

  it('never says yes to a malformed digest', () => {
    expect(hasDigest(bytes, abc256.toUpperCase())).toBe(false);
    expect(hasDigest(bytes, abc256.slice(0, -1))).toBe(false);
    expect(hasDigest(bytes, 'md5:900150983cd24fb0d6963f7d28e17f72')).toBe(false);
    expect(hasDigest(bytes, '')).toBe(false);
  });

  it.each([
    ['', 'form'],
    ['sha256', 'form'],
    ['sha256:', 'form'],
    [':abc', 'form'],
    ['sha-:abc', 'form'],
    ['SHA256:abc', 'algorithm'],
    ['constructor:abc', 'algorithm'],
    ['sha256:abc', 'length'],
    ['sha256:ABC', 'upper-case'],
    ['sha256:xyz', 'hex'],
    ['sha256:../../etc', 'hex'],
  ])('%s: %s', (text, problem) => {
    expect(checkDigest(text)).toMatchObject({ ok: false, problem });
    expect(isDigest(text)).toBe(false);
  });
});

describe('platforms', () => {
  it.each([
    [{ os: 'linux', architecture: 'amd64' }, 'linux/amd64'],
    [{ os: 'linux', architecture: 'arm64', variant: 'v8' }, 'linux/arm64/v8'],
    [{ os: 'unknown', architecture: 'unknown' }, undefined],
    [{ os: 'linux' }, undefined],
  ])('%j is %s', (platform, text) => expect(formatPlatform(platform)).toBe(text));
});
