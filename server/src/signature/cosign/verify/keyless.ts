import { createPublicKey, type KeyObject } from 'node:crypto';
import type { X509Certificate } from '@sigstore/core';
import type { Checks } from '../../checks.ts';
import { broken, unproven } from '../../problem.ts';
import type { CertificateSigner } from '../../report.ts';
import type { Requirements, TrustedRoot } from '../../verification.ts';
import { checkChain, checkTransparency, isIssuedUnder, readCertificate, signerOf } from './certificate.ts';
import type { ProvedEntry } from './log.ts';
import type { SignedMaterial } from './material.ts';
import { type Outcome, outcomeUnder } from './outcome.ts';
import { type LogCustom, proveEntries } from './prove-entries.ts';
import { isUsable, type RootMaterial, rootMaterial } from './root.ts';
import { checkTimestamps } from './time.ts';

/**
 * Verifies what was signed with a certificate: chain, transparency of the certificate, log entry, time, signature.
 * Held against every root that has issued it; the first that fits decides.
 */
export function verifyKeyless(
  der: Buffer,
  material: SignedMaterial,
  roots: readonly TrustedRoot[],
  requirements: Requirements,
  checks: Checks,
): Outcome {
  const leaf = checks.attempt(() => readCertificate(der));
  const signer = leaf && checks.attempt(() => signerOf(leaf));
  if (!leaf || !signer) return { checks };
  checks.attempt(() => checkSignature(leaf, material));
  const usable = roots.map(rootMaterial).filter(isUsable);
  const issuing = usable.filter((root) => isIssuedUnder(leaf, root));
  if (issuing.length === 0) {
    const names = roots.map(({ name }) => name).join(', ');
    checks.fail(
      usable.length === 0
        ? unproven('certificate', 'certificate-no-root')
        : unproven('certificate', 'certificate-foreign', names),
    );
    return { checks, signer };
  }
  const outcomes = issuing.map((root) =>
    verifyUnder(root, leaf, signer, material, requirements, checks.fork()),
  );
  return outcomes.find((outcome) => outcome.checks.integrity === 'intact') ?? outcomes[0]!;
}

function checkSignature(leaf: X509Certificate, { content }: SignedMaterial): void {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: leaf.publicKey, format: 'der', type: 'spki' });
  } catch {
    throw broken('certificate', 'certificate-unreadable');
  }
  if (!content.verifySignature(key)) throw broken('signature', 'signature-wrong-certificate');
}

function verifyUnder(
  root: RootMaterial,
  leaf: X509Certificate,
  signer: CertificateSigner,
  material: SignedMaterial,
  requirements: Requirements,
  checks: Checks,
): Outcome {
  if (!checks.all.some(({ name }) => name === 'signature')) checks.pass('signature', 'signature-certificate');
  const custom: LogCustom = {
    signer: leaf.root.toDER(),
    byDefault: root.tlogs.length > 0,
    missing: 'log-missing',
    notAsked: 'log-none-in-root',
  };
  const entries = checks.attempt(() => proveEntries(root, material, requirements, custom, checks)) ?? [];
  const stamps = checks.attempt(() => checkTimestamps(material.timestamps, material.content, root)) ?? [];
  const integrated = entries.flatMap(({ integratedAt }) => integratedAt ?? []);
  const times = [...stamps, ...(requirements.signedTimestamps ? [] : integrated)];
  checks.attempt(() => checkTime(stamps, times, material, requirements, checks));
  checks.attempt(() => checkLogKeys(entries, stamps));
  // Without any time the chain is looked at as of the day it began, so that at least its form is judged.
  const path = checks.attempt(() => checkChain(leaf, root, times.length > 0 ? times : [leaf.notBefore]));
  if (path) {
    checks.pass('certificate', 'certificate-chain-holds', root.name);
    if (root.ctlogs.length > 0) {
      checks.attempt(() => {
        checkTransparency(path, root);
        checks.pass('sct', 'sct-valid');
      });
    }
  }
  const [at] = times;
  const source = stamps.length > 0 ? 'timestamp' : 'log';
  return outcomeUnder(root, checks, signer, entries[0], at && { at: at.getTime(), source });
}

/** A retired key of a log proves nothing of what was signed later. Entries with a time of their own were checked by it. */
function checkLogKeys(entries: readonly ProvedEntry[], stamps: readonly Date[]): void {
  for (const { integratedAt, isKeyOf } of entries) {
    if (integratedAt === undefined && stamps.length > 0 && !stamps.some(isKeyOf))
      throw broken('log', 'log-key-retired');
  }
}

function checkTime(
  stamps: readonly Date[],
  times: readonly Date[],
  { timestamps }: SignedMaterial,
  { signedTimestamps }: Requirements,
  checks: Checks,
): void {
  const [at] = times;
  if (at) {
    checks.pass('time', stamps.length > 0 ? 'time-timestamp' : 'time-log', at.toISOString());
    return;
  }
  if (timestamps.length > 0) throw unproven('time', 'timestamp-unknown');
  throw unproven('time', signedTimestamps ? 'time-no-timestamp' : 'time-missing');
}
