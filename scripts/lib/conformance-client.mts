/**
 * The Sigstore conformance protocol (sigstore-conformance, docs/cli_protocol.md) over the code that verifies images:
 * `verify-bundle [--staging] --bundle FILE (--certificate-identity ID --certificate-oidc-issuer URL | --key FILE)
 * [--trusted-root FILE] FILE_OR_DIGEST`. Exits with 0 when the bundle verifies, 1 when not, 2 when it was asked wrongly.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { sha256 } from '../../server/src/image/digest.ts';
import { describeDetail } from '../../server/src/signature/detail.ts';
import type { SignatureRecord, SignatureReport } from '../../server/src/signature/report.ts';
import type { PublicKey, TrustedRoot } from '../../server/src/signature/verification.ts';
import { nobodySaid, type TrustPolicy } from '../../server/src/trust/policy.ts';
import { readPublicKey } from '../../server/src/trust/public-key.ts';
import { verifier } from '../../server/src/trust/verifier.ts';

const usage =
  'verify-bundle [--staging] --bundle FILE (--certificate-identity ID --certificate-oidc-issuer URL | --key FILE) [--trusted-root FILE] FILE_OR_DIGEST';

/** One sentence for whoever asked. */
class Refusal extends Error {}

try {
  const report = verifyBundle(process.argv.slice(2));
  // A bundle of any predicate will do: the suite asks whether it verifies, not whether an image is signed.
  const verified = report.verdict === 'trusted';
  for (const { name, detail } of report.checks.filter(({ ok }) => !ok))
    console.error(`${name}: ${describeDetail(detail)}`);
  process.exitCode = verified ? 0 : 1;
} catch (error) {
  console.error(error instanceof Refusal ? error.message : error);
  process.exitCode = 2;
}

function verifyBundle(args: readonly string[]): SignatureReport {
  const [command, ...rest] = args;
  if (command !== 'verify-bundle') throw new Refusal(`Only verifying is offered: ${usage}`);
  const { values, positionals } = parse(rest);
  const { staging, bundle, 'trusted-root': rootFile } = values;
  const [input] = positionals;
  if (bundle === undefined || input === undefined || positionals.length > 1)
    throw new Refusal(`Usage: ${usage}`);
  if (staging && rootFile === undefined)
    throw new Refusal('The root of the staging instance is not built in: give it with --trusted-root FILE.');
  const policy = policyOf(values);
  const bytes = read(bundle);
  return verifier.judge(
    {
      record: recordOf(bytes),
      bytes,
      ...artifactOf(input),
      roots: [rootFile === undefined ? publicRoot() : rootOf(rootFile)],
    },
    policy,
  );
}

function parse(args: readonly string[]) {
  const value = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        staging: { type: 'boolean' },
        bundle: value,
        'certificate-identity': value,
        'certificate-oidc-issuer': value,
        key: value,
        'trusted-root': value,
      },
    });
  } catch (error) {
    throw new Refusal(`${(error as Error).message} Usage: ${usage}`);
  }
}

/** Whom the arguments trust: one key, or one identity with its issuer, compared whole. */
function policyOf(values: ReturnType<typeof parse>['values']): TrustPolicy {
  const { key, 'certificate-identity': subject, 'certificate-oidc-issuer': issuer } = values;
  const policy: TrustPolicy = { ...nobodySaid, id: 'conformance', rule: 'the command line' };
  if (key !== undefined) {
    if (subject !== undefined || issuer !== undefined)
      throw new Refusal('--key and --certificate-identity exclude each other: give one of them.');
    return { ...policy, keys: [keyOf(key)], requirements: { log: 'required', signedTimestamps: false } };
  }
  if (!subject || !issuer)
    throw new Refusal('Give --certificate-identity and --certificate-oidc-issuer, or --key.');
  return { ...policy, identities: [{ subject, issuer }] };
}

function keyOf(file: string): PublicKey {
  const result = readPublicKey(read(file).toString('utf8'), file);
  if ('problem' in result) throw new Refusal(result.problem);
  return result.key;
}

function rootOf(file: string): TrustedRoot {
  const text = read(file).toString('utf8');
  const root = { name: file, text, digest: sha256(Buffer.from(text)) };
  const problem = verifier.problemOfRoot(root);
  if (problem) throw new Refusal(describeDetail(problem));
  return root;
}

/** That of sigstore.dev. */
function publicRoot(): TrustedRoot {
  const root = verifier.embeddedRoots().roots.find(({ name }) => name === 'public');
  if (!root) throw new Error('The public root is not built in.');
  return root;
}

/** A file that is there is the artifact, whatever its name; else `sha256:` and 64 hex digits are its digest. */
function artifactOf(input: string): { subject: { digest: string }; artifact?: Buffer } {
  if (!existsSync(input) && /^sha256:[0-9a-f]{64}$/i.test(input))
    return { subject: { digest: input.toLowerCase() } };
  const artifact = read(input);
  return { subject: { digest: sha256(artifact) }, artifact };
}

/** What a registry would say of the bundle. */
function recordOf(bytes: Buffer): SignatureRecord {
  const digest = sha256(bytes);
  return {
    layout: 'referrer',
    kind: 'signature',
    manifestDigest: digest,
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    digest,
    size: bytes.length,
    annotations: {},
  };
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Refusal(`${file} cannot be read: ${(error as Error).message}.`);
  }
}
