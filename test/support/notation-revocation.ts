import { expect } from 'vitest';
import { describeDetail } from '../../server/src/signature/detail.ts';
import {
  checkRevocation,
  type RevocationResult,
} from '../../server/src/signature/notation/revocation/revocation.ts';
import { readCertificate } from '../../server/src/signature/notation/x509/certificate.ts';
import type { RevocationAnswer } from '../../server/src/signature/verification.ts';
import { type Holder, makeIntermediate, makeRoot } from './pki/certificate.ts';

export const ocspUrl = 'http://ocsp.acme.example/';
export const crlUrl = 'http://crl.acme.example/ca.crl';
export const deltaUrl = 'http://crl.acme.example/delta.crl';

/** An authority with one below it, which issues; and one of the same name as the latter. */
export const root = makeRoot();
export const issuer = makeIntermediate(root);
export const stranger = makeRoot({ subject: 'CN=intermediate,O=Acme,ST=WA,C=US' });

/** What each address answers: bytes, or why there are none. */
export type World = Readonly<Record<string, Uint8Array | string | undefined>>;

/** When it is asked, unless told. */
export const november = Date.parse('2026-11-24T00:00:00Z');

/** Asks as long as something is wanted, as the program does. */
export function ask(
  leaf: Holder,
  world: World,
  context: { readonly signedAt?: string; readonly now?: number } = {},
) {
  const chain = leaf.chain.map((der) => readCertificate(der));
  const answers = new Map<string, RevocationAnswer>();
  const asked: string[] = [];
  const { signedAt, now = november } = context;
  for (let round = 0; ; round++) {
    expect(round).toBeLessThan(12);
    const result = checkRevocation(chain, {
      now,
      answers,
      ...(signedAt !== undefined && { signedAt: Date.parse(signedAt) }),
    });
    if (result.wanted.length === 0) return { ...result, asked, rounds: round };
    for (const { key, url } of result.wanted) {
      asked.push(url);
      const answer = world[url];
      answers.set(key, typeof answer === 'object' ? { bytes: answer } : { problem: answer ?? 'HTTP 404' });
    }
  }
}

/** What was found, in words. */
export const said = ({ detail }: Pick<RevocationResult, 'detail'>) => describeDetail(detail);
