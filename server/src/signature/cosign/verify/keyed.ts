import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Checks } from '../../checks.ts';
import { broken, unproven } from '../../problem.ts';
import type { KeySigner } from '../../report.ts';
import type { PublicKey, Requirements, TrustedRoot } from '../../verification.ts';
import type { SignedMaterial } from './material.ts';
import { type Outcome, outcomeUnder } from './outcome.ts';
import { type LogCustom, proveEntries } from './prove-entries.ts';
import { isUsable, type RootMaterial, rootMaterial } from './root.ts';
import { checkTimestamps } from './time.ts';

/**
 * Verifies what was signed with a bare key against the keys that are known. The key that a bundle names is tried first;
 * it is only a hint. A log entry is asked for only when `requirements` say so, but one of a known log must hold.
 */
export function verifyKeyed(
  material: SignedMaterial,
  keys: readonly PublicKey[],
  roots: readonly TrustedRoot[],
  requirements: Requirements,
  checks: Checks,
): Outcome {
  const claimed = fingerprintOfHint(material.keyHint);
  const named = keys.find(({ fingerprint }) => fingerprint === claimed);
  const tried = named ? [named, ...keys.filter((key) => key !== named)] : keys;
  const key = tried.find((each) => verifies(each, material));
  if (!key) {
    if (keys.length === 0) checks.fail(unproven('signature', 'key-none'));
    else if (named) checks.fail(broken('signature', 'signature-wrong-key', named.name));
    else checks.fail(unproven('signature', 'key-unknown'));
    return { checks, ...(claimed !== undefined && { signer: { type: 'key', fingerprint: claimed } }) };
  }
  checks.pass('signature', 'signature-key', key.name);
  const signer: KeySigner = { type: 'key', fingerprint: key.fingerprint, name: key.name };
  // Most: reading roots would only take time.
  if (!leansOnRoots(material, requirements)) {
    checks.pass('log', requirements.log === 'waived' ? 'log-waived' : 'log-not-asked-for');
    return { checks, signer };
  }
  const usable = roots.map(rootMaterial).filter(isUsable);
  const outcomes = usable.map((root) =>
    verifyUnder(root, key, signer, material, requirements, checks.fork()),
  );
  // A known log's entry that does not hold is not outweighed by a root that does not know the log.
  const deciding =
    outcomes.find((outcome) => outcome.checks.integrity === 'broken') ??
    outcomes.find((outcome) => outcome.checks.integrity === 'intact' && outcome.log !== undefined) ??
    outcomes.find((outcome) => outcome.checks.integrity === 'intact') ??
    outcomes[0];
  if (deciding) return deciding;
  if (requirements.log === 'required') checks.fail(unproven('log', 'log-no-root'));
  if (requirements.signedTimestamps) checks.fail(unproven('time', 'time-no-root'));
  return { checks, signer };
}

/** Is there anything in it that a root has to vouch for, or is it asked for? */
function leansOnRoots(
  { logEntries, timestamps }: SignedMaterial,
  { log, signedTimestamps }: Requirements,
): boolean {
  return logEntries.length > 0 || timestamps.length > 0 || log === 'required' || signedTimestamps;
}

/** Does the signature hold under one of these keys? */
export function isByOneOf(keys: readonly PublicKey[], material: SignedMaterial): boolean {
  return keys.some((key) => verifies(key, material));
}

function verifies({ der }: PublicKey, { content }: SignedMaterial): boolean {
  return content.verifySignature(keyObject(der));
}

const objects = new WeakMap<Uint8Array, KeyObject>();

function keyObject(der: Uint8Array): KeyObject {
  let key = objects.get(der);
  if (!key) {
    key = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
    objects.set(der, key);
  }
  return key;
}

function verifyUnder(
  root: RootMaterial,
  key: PublicKey,
  signer: KeySigner,
  material: SignedMaterial,
  requirements: Requirements,
  checks: Checks,
): Outcome {
  const custom: LogCustom = {
    signer: Buffer.from(key.der),
    byDefault: false,
    missing: 'log-missing-key',
    notAsked: 'log-not-asked-for',
  };
  const entries = checks.attempt(() => proveEntries(root, material, requirements, custom, checks)) ?? [];
  const stamps = checks.attempt(() => checkTimestamps(material.timestamps, material.content, root)) ?? [];
  if (stamps.length === 0 && requirements.signedTimestamps) {
    const id = material.timestamps.length > 0 ? 'timestamp-unknown' : 'time-no-timestamp';
    checks.fail(unproven('time', id));
  }
  const [entry] = entries;
  const at = stamps[0] ?? entry?.integratedAt;
  const source = stamps.length > 0 ? 'timestamp' : 'log';
  if (at) checks.pass('time', source === 'log' ? 'time-log' : 'time-timestamp', at.toISOString());
  return outcomeUnder(root, checks, signer, entry, at && { at: at.getTime(), source });
}

/** `base64(sha256(SubjectPublicKeyInfo))`, as cosign writes it; other tools write what they like. */
function fingerprintOfHint(hint: string | undefined): string | undefined {
  if (hint === undefined || !/^[A-Za-z0-9+/]{43}=$/.test(hint)) return undefined;
  return `sha256:${Buffer.from(hint, 'base64').toString('hex')}`;
}
