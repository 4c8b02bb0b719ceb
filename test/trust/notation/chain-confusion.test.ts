import { describe, expect, it } from 'vitest';
import { judgeNotation } from '../../../server/src/trust/notation/judge.ts';
import { signedBy, trustingRoot } from '../../support/notation-trust.ts';
import {
  type CertificateOptions,
  type Holder,
  makeCertificate,
  makeIntermediate,
  makeResponder,
  makeRoot,
  makeSigner,
  makeTimestampAuthority,
  purpose,
  usage,
} from '../../support/pki/certificate.ts';

/**
 * Somebody who holds certificates under the trusted root, but none to sign images with, and any number of their own by the
 * same names, puts them together in every order.
 */

const now = Date.parse('2026-11-24T12:00:00Z');
const subject = {
  digest: `sha256:${'ab'.repeat(32)}`,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  size: 528,
};
const repository = { registry: 'registry.example', repository: 'acme/app' };

const root = makeRoot();
const intermediate = makeIntermediate(root);
const signer = makeSigner(intermediate);

const policy = trustingRoot(root);

async function verdictOf(holder: Holder, chain: readonly Buffer[]): Promise<string> {
  const signature = await signedBy(holder, chain, subject, now);
  const { report } = judgeNotation({ ...signature, subject, repository, now, answers: new Map() }, policy);
  expect(report.checks.map(({ detail }) => detail.id)).not.toContain('internal');
  return report.verdict;
}

/** Their own, with every name as in the right chain. */
const ownRoot = makeRoot();
const ownIntermediate = makeIntermediate(ownRoot);
const ownSigner = makeSigner(ownIntermediate);

/** Under the trusted root, and not for this. */
const server = makeSigner(intermediate, { extendedUsages: [purpose.serverAuthentication] });
const stamps = makeTimestampAuthority(intermediate);
const responder = makeResponder(intermediate);
const anything = makeSigner(intermediate, { extendedUsages: [purpose.any] });
const weak = makeSigner(intermediate, { digest: 'sha1' });
const agreeing = makeSigner(intermediate, { usages: [usage.digitalSignature, usage.keyEncipherment] });
/** No authority, and used as one. */
const byServer = makeSigner(server);
const bySigner = makeSigner(makeSigner(intermediate, { keys: ownSigner.keys }));
/** May have nobody below, and has. */
const last = makeIntermediate(root, { ca: { pathLength: 0 } });
const belowLast = makeSigner(makeIntermediate(last));
/** An authority that may sign no certificates. */
const listsOnly = makeSigner(makeIntermediate(root, { usages: [usage.cRLSign] }));
/** The root's key and name in a certificate of their own making do not come with the root's key. */
const rootName: CertificateOptions = {
  subject: 'CN=root,O=Acme,ST=WA,C=US',
  ca: true,
  usages: [usage.keyCertSign],
};
const crossed = makeCertificate(ownRoot, rootName);
const byCrossed = makeSigner(crossed);

const thieves = {
  ...{ ownRoot, ownIntermediate, ownSigner, server, stamps, responder, anything, weak, agreeing },
  ...{ byServer, bySigner, belowLast, listsOnly, byCrossed },
};

describe('a certificate chain', () => {
  it('as it should be is trusted', async () => {
    expect(await verdictOf(signer, signer.chain)).toBe('trusted');
  });

  it.each(Object.entries(thieves))('of %s is not, as it was made', async (_, holder) => {
    expect(await verdictOf(holder, holder.chain)).not.toBe('trusted');
    expect(await verdictOf(holder, [...holder.chain, root.der])).not.toBe('trusted');
    expect(await verdictOf(holder, [signer.der, ...holder.chain])).not.toBe('trusted');
    expect(await verdictOf(holder, signer.chain)).not.toBe('trusted');
  });

  it('of theirs and of others in any order is not', async () => {
    const above = [
      ...[root, intermediate, signer, ownRoot, ownIntermediate, server, last, crossed].map(({ der }) => der),
    ];
    let tried = 0;
    for (const holder of [ownRoot, ownSigner, server, byServer, belowLast, byCrossed]) {
      for (const one of above) {
        for (const two of [undefined, ...above]) {
          for (const three of two ? [undefined, root.der, ownRoot.der, crossed.der] : [undefined]) {
            const chain = [holder.der, one, two, three].filter((der) => der !== undefined);
            tried += 1;
            expect(await verdictOf(holder, chain), `${tried}`).not.toBe('trusted');
          }
        }
      }
    }
    expect(tried).toBe(6 * 8 * (1 + 8 * 4));
  });
});
