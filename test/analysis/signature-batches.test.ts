import { describe, expect, it } from 'vitest';
import { inBatches, mostBytesOf } from '../../server/src/analysis/signature-batches.ts';
import type { SignatureRecord } from '../../server/src/signature/report.ts';

const megabyte = 1024 * 1024;

function signature(size: number): SignatureRecord {
  const digest = `sha256:${'ab'.repeat(32)}`;
  return {
    ...{ layout: 'notation', kind: 'signature', mediaType: 'application/cose', annotations: {} },
    ...{ manifestDigest: digest, digest, size },
  } as const;
}

const sizesOf = (...megabytes: number[]) =>
  inBatches(megabytes.map((size) => signature(size * megabyte))).map((batch) =>
    batch.map(({ size }) => size / megabyte),
  );

describe('signatures that are fetched together', () => {
  it('take no more memory than one may, and stay in their order', () => {
    expect(sizesOf()).toEqual([]);
    expect(sizesOf(1, 2, 3)).toEqual([[1, 2, 3]]);
    expect(sizesOf(20, 20, 12, 1)).toEqual([[20], [20, 12], [1]]);
    expect(sizesOf(...Array.from({ length: 5 }, () => 32))).toEqual([[32], [32], [32], [32], [32]]);
    expect(sizesOf(1, 4_000, 1)).toEqual([[1], [4_000], [1]]);
  });

  it('are taken as large as their manifests say, and no larger', () => {
    expect(mostBytesOf(signature(5 * megabyte))).toBe(5 * megabyte);
    expect(mostBytesOf(signature(4_000 * megabyte))).toBe(32 * megabyte);
    expect(mostBytesOf(signature(10))).toBe(64 * 1024);
    // Whatever a manifest says that lies: a thousand of them still fit.
    expect(inBatches(Array.from({ length: 200 }, () => signature(0)))).toHaveLength(1);
  });
});
