import { expect } from 'vitest';
import { describeDetail } from '../../server/src/signature/detail.ts';
import {
  checkTimestamp,
  type VerifiedTimestamp,
} from '../../server/src/signature/notation/verify/timestamp.ts';
import { Problem } from '../../server/src/signature/problem.ts';
import { type Holder, makeIntermediate, makeRoot, makeTimestampAuthority } from './pki/certificate.ts';
import { makeTimestamp, type TimestampOptions } from './pki/timestamp.ts';

/** What is stamped, and an authority two steps below its root. */
export const signature = Buffer.from('the raw bytes of a signature');
export const root = makeRoot({ subject: 'CN=tsa root,O=Acme' });
export const intermediate = makeIntermediate(root, { subject: 'CN=tsa intermediate,O=Acme' });
export const authority = makeTimestampAuthority(intermediate);

/** A certificate as it lies in the trust store `tsa:acme`. */
export const anchor = ({ der }: Pick<Holder, 'der'>) => ({ store: 'tsa:acme', der });
/** @throws Problem */
export const check = (token: Uint8Array, anchors = [anchor(root)]): VerifiedTimestamp =>
  checkTimestamp(token, signature, anchors);

/** `broken timestamp-invalid` … or the time that was proved. */
export function outcome(token: Uint8Array, anchors?: Parameters<typeof check>[1]): string {
  try {
    return new Date(check(token, anchors).at).toISOString();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error.check).toBe('time');
    return `${error.integrity} ${error.detail.id}`;
  }
}

/** The whole sentence of what is wrong. */
export function sentence(token: Uint8Array, anchors?: Parameters<typeof check>[1]): string {
  try {
    check(token, anchors);
    return 'it holds';
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return describeDetail(error.detail);
  }
}

/** A token over the signature, at `proved` unless told. */
export const made = (options: TimestampOptions, by = authority) => makeTimestamp(by, signature, options);
export const proved = '2026-11-10T00:00:00.000Z';
