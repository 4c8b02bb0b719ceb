import type { Reason } from './reasons.ts';

const strict = 'strict enforces revocation';
const permissive = 'permissive only logs it';

/** What was found out about the signer's certificate, which only the case's name says. */
const found = [
  ['revoked', 'revocation-revoked', 'was revoked at 2025-01-01'],
  ['stale-crl', 'revocation-useless', 'expired at 2025-06-01'],
  ['crl-unreachable', 'revocation-unreachable', '127.0.0.1:9 did not say'],
  ['ocsp-unreachable', 'revocation-unreachable', '127.0.0.1:9 did not say'],
] as const;

/** Why revocation gives this answer. */
export const revocationReasons: readonly Reason[] = [
  { how: 'sound', under: 'revocation/good', of: { [strict]: '', [permissive]: '' } },
  ...found.flatMap(([name, detail, words]): Reason[] => {
    const reason = { check: 'revocation', detail, under: `revocation/${name}` } as const;
    return [
      { ...reason, of: { [strict]: words } },
      { ...reason, how: 'noted', of: { [permissive]: words } },
    ];
  }),
];
