import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect } from 'vitest';
import { buildImage, type ImageRecipe, type Registry } from '../../support/registry/index.ts';
import { type SigstoreServices, signingConfig } from '../../support/sigstore/index.ts';
import type { Workspace } from './run-cli.ts';
import { type MainOptions, type MainResult, runMain } from './run-main.ts';
import { password, runSecretly } from './secrets.ts';

/** One element of `imageseal sign -o json`. */
export interface SignedJson {
  readonly image: string;
  readonly digest: string;
  readonly manifest: string;
  readonly layout: string;
  readonly predicateType?: string;
  readonly signer: { readonly type: string; readonly fingerprint?: string; readonly subject?: string } | null;
  readonly log?: { readonly index: string };
  readonly time?: { readonly at: string; readonly source: string };
}

const schema = new URL('../../../docs/schemas/sign-output.schema.json', import.meta.url);
const validate = new Ajv({ allErrors: true, strict: true, strictTypes: false }).compile(
  JSON.parse(readFileSync(schema, 'utf8')),
);

/** Nobody at a terminal, and the password in the environment. */
export const unattended: MainOptions = { env: { COSIGN_PASSWORD: password } };

export interface PushedImage {
  /** `host/repository`, with its tag `1.0`, and with its digest. */
  readonly name: string;
  readonly tagged: string;
  readonly exact: string;
  readonly digest: string;
  readonly host: string;
  readonly repository: string;
  /** Digests of its platforms. */
  readonly platforms: readonly string[];
}

let count = 0;

/** Pushes an image that nobody has signed. */
export function pushImage(registry: Registry, recipe: ImageRecipe = {}, host = 'oci.localhost'): PushedImage {
  count += 1;
  const repository = `acme/app-${count}`;
  const built = buildImage({ text: repository, ...recipe });
  registry.push(host, repository, built, '1.0');
  const name = `${registry.authority(host)}/${repository}`;
  const { digest, children } = built;
  const platforms = children.map((child) => child.digest);
  return { name, tagged: `${name}:1.0`, exact: `${name}@${digest}`, digest, host, repository, platforms };
}

/** Runs `imageseal sign` or `attest` with `-o json`; every output is held against the schema. */
export async function signJson(
  workspace: Workspace,
  args: readonly string[],
  options: MainOptions = unattended,
): Promise<MainResult & { readonly signed: readonly SignedJson[] }> {
  const result = await runSecretly(workspace, [...args, '-o', 'json'], options);
  const signed: SignedJson[] = result.stdout === '' ? [] : JSON.parse(result.stdout);
  if (result.stdout !== '') expect(validate(signed), JSON.stringify(validate.errors)).toBe(true);
  return { ...result, signed };
}

export interface VerifiedJson {
  readonly verdict: string;
  readonly signatures: readonly {
    readonly layout: string;
    readonly kind: string;
    readonly predicateType?: string;
    readonly trusted: boolean;
  }[];
}

/** What `imageseal verify` says of an image under these trust flags. */
export async function verifyJson(
  workspace: Workspace,
  image: string,
  flags: readonly string[] = ['--key', 'cosign.pub', '--insecure-ignore-tlog'],
): Promise<VerifiedJson> {
  const { stdout } = await runMain(workspace, ['verify', '--offline', '-o', 'json', ...flags, image]);
  return JSON.parse(stdout)[0];
}

/** A signing configuration and a trusted root of a private Sigstore, in files. */
export function writeSigstoreFiles(
  workspace: Workspace,
  sigstore: SigstoreServices,
  issuer = 'https://oidc.example',
): void {
  const config = signingConfig(sigstore, issuer);
  workspace.write('signing_config.json', config);
  const { rekorTlogUrls: _logs, rekorTlogConfig: _which, ...unlogged } = JSON.parse(config);
  workspace.write('unlogged.json', JSON.stringify(unlogged));
  workspace.write('trusted_root.json', sigstore.root.text);
}
