// Holds what ships to its budget; run it after `npm run package`. Exits with 1 when something is over or missing.
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Kilobytes (1024 bytes), as they lie on the disk. */
const budgets = [
  // Most of it is the client's half of the protocol library.
  { file: 'dist/extension.js', limit: 276 },
  // What asks how to sign: loaded with the first command that does.
  { file: 'dist/extension-signing.js', limit: 23 },
  // Every feature, with what is said of each check of a signature, Cosign's and the Notary Project's; the server's half of
  // the protocol library is 50 of it.
  { file: 'dist/server.js', limit: 375 },
  // What signs, makes keys and trusts signers in the editor: loaded when somebody first does.
  { file: 'dist/signing.js', limit: 69 },
  // What both halves of the protocol library share: loaded with the first document that may hold images.
  { file: 'dist/language-protocol.js', limit: 145 },
  // No protocol, but every command: signing, key pairs and the signing step are 50 of it.
  { file: 'dist/cli-program.js', limit: 390 },
  // RE2, elliptic curves, Sigstore's own checks and the embedded trusted roots: loaded with the first signature.
  { file: 'dist/verifier.js', limit: 310 },
  // The TUF client and the metadata it begins with: loaded when trusted roots are refreshed.
  { file: 'dist/tuf.js', limit: 70 },
  // The OpenID Connect client: loaded when somebody signs without a key.
  { file: 'dist/oidc.js', limit: 50 },
  // Sigstore's signing library and Cosign's key files: loaded when something is signed.
  { file: 'dist/signer.js', limit: 60 },
  // Certificates, CBOR, timestamps, revocation, policies and signing of the Notary Project: loaded with its first signature.
  { file: 'dist/notation.js', limit: 130 },
  // What reads CI files: loaded when a signing step is asked for, or a CI file opened.
  { file: 'dist/pipeline.js', limit: 80 },
  { file: 'dist/yaml.js', limit: 108 },
  { file: `${name}-${version}.vsix`, limit: 600 },
];

let failed = 0;
console.log(`${'file'.padEnd(28)}${'KB'.padStart(8)}${'gzip'.padStart(8)}${'budget'.padStart(8)}`);
for (const { file, limit } of budgets) {
  const path = join(root, file);
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) {
    failed += 1;
    console.log(`${file.padEnd(28)} missing: run npm run package`);
    continue;
  }
  const over = size > limit * 1024;
  if (over) failed += 1;
  const columns = [size, gzipSync(readFileSync(path)).length].map((n) => (n / 1024).toFixed(0).padStart(8));
  console.log(
    `${file.padEnd(28)}${columns.join('')}${String(limit).padStart(8)}${over ? '  over budget' : ''}`,
  );
}
process.exitCode = failed > 0 ? 1 : 0;
