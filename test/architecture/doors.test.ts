import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startOf } from '../support/imports.ts';

const root = resolve(import.meta.dirname, '../..');

/** Files of dist/ that are loaded when first used; scripts/build.mjs makes them, docs/architecture.md tells of them. */
const doors = [
  'server/src/trust/verifier.ts',
  'server/src/platform/tuf/tuf.ts',
  'server/src/platform/oidc/oidc.ts',
  'server/src/signature/cosign/sign/signer.ts',
  'server/src/trust/notation/notation.ts',
  'server/src/pipeline/pipeline.ts',
  'server/src/lsp/signing/signing.ts',
  'client/src/signing/index.ts',
];

/** Cryptography, TUF, OpenID Connect, CBOR, RE2: no program starts with any of it. */
const heavy = /^(?:re2js|cborg|tuf-js|@tufjs|@sigstore|openid-client|@noble)(?:\/|$)/;

/** What the server needs once somebody signs, makes keys or trusts a signer, and not before. */
const signing = [
  /^lsp\/signing\/(?!load-signing|refusal)/,
  /^lsp\/trust-(?:signer|root)\.ts$/,
  /^registry\/(?:writer|pusher|tag-update|legacy-manifest|fallback-index)\.ts$/,
  /^trust\/(?:sign-image|sign-by-notation|push-signature|read-back|verify-made|own-policy|maker|signing-state)\.ts$/,
  /^signature\/(?:signing|signing-message|signing-manifests|publication|attestation)\.ts$/,
  /^signature\/cosign\/keys\//,
  /^platform\/(?:cosign-key|installed-cosign|installed-notation|run-program|secret-file|new-file|key-pair-files)\.ts$/,
  /^platform\/(?:notation-keys|notation-signing|notation-test-key|oidc-message|signing-services|public-services)\.ts$/,
];

const programs = ['server/src/main.ts', 'server/src/cli-program.ts', 'client/src/extension.ts'];
const starts = Object.fromEntries(programs.map((program) => [program, startOf(join(root, program))]));
const filesOf = (program: string) => [...(starts[program]?.files ?? [])].map((path) => relative(root, path));

describe('doors', () => {
  it('are files of dist/', () => {
    const build = readFileSync(join(root, 'scripts/build.mjs'), 'utf8');
    expect(doors.filter((door) => !build.includes(`'${door}'`))).toEqual([]);
  });

  it.each(programs)('are closed when %s starts', (program) => {
    const files = filesOf(program);
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((file) => doors.includes(file))).toEqual([]);
    expect([...(starts[program]?.libraries ?? [])].filter((library) => heavy.test(library))).toEqual([]);
  });

  it('keep from the start of the server what only signing needs', () => {
    const server = 'server/src';
    const all = readdirSync(join(root, server), { recursive: true, encoding: 'utf8' });
    // A pattern that fits no file any more holds nothing.
    expect(signing.filter((pattern) => !all.some((path) => pattern.test(path)))).toEqual([]);
    const loaded = filesOf('server/src/main.ts').map((path) => relative(server, path));
    expect(loaded.filter((path) => signing.some((pattern) => pattern.test(path)))).toEqual([]);
  });
});
