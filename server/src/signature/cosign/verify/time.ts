import { RFC3161Timestamp } from '@sigstore/core';
import { getTSATimestamp } from '@sigstore/verify/dist/timestamp/index.js';
import { broken } from '../../problem.ts';
import { equal, type SignedContent } from './content.ts';
import type { RootMaterial } from './root.ts';

/**
 * The times for which timestamp authorities of the root vouch (RFC 3161). Those of others are left out.
 * @throws Problem when a known authority's timestamp does not hold.
 */
export function checkTimestamps(
  timestamps: readonly Buffer[],
  content: SignedContent,
  root: RootMaterial,
): Date[] {
  return timestamps.flatMap((der) => {
    const timestamp = parse(der);
    if (!isOfKnownAuthority(timestamp, root)) return [];
    try {
      return [getTSATimestamp(timestamp, content.timestamped, root.timestampAuthorities).timestamp];
    } catch {
      throw broken('time', 'timestamp-invalid');
    }
  });
}

/** Bytes; with the certificates of its authority a timestamp takes a few thousand. Reading takes a hundred times that. */
const maxTimestamp = 64 * 1024;

function parse(der: Buffer): RFC3161Timestamp {
  try {
    if (der.byteLength > maxTimestamp) throw new Error('too large');
    const timestamp = RFC3161Timestamp.parse(Buffer.from(der));
    // Reading lazily, the library would trip over damage later.
    timestamp.signerIssuer;
    timestamp.signerSerialNumber;
    timestamp.signingTime;
    return timestamp;
  } catch {
    throw broken('time', 'timestamp-unreadable');
  }
}

function isOfKnownAuthority(timestamp: RFC3161Timestamp, root: RootMaterial): boolean {
  return root.timestampAuthorities.some(({ certChain: [leaf] }) => {
    if (!leaf) return false;
    return (
      equal(leaf.serialNumber, timestamp.signerSerialNumber) && equal(leaf.issuer, timestamp.signerIssuer)
    );
  });
}
