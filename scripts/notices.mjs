// The licences of what is bundled ask for their text to travel with it: writes dist/THIRD-PARTY-NOTICES.txt from what
// esbuild says it has put into the bundles.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param {string} root the checkout, built */
export function writeNotices(root) {
  const metafiles = JSON.parse(readFileSync(join(root, 'dist', 'meta.json'), 'utf8'));
  const folders = new Set(
    metafiles
      .flatMap(({ outputs }) => Object.values(outputs))
      .flatMap(({ inputs }) => Object.keys(inputs))
      .map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0])
      .filter((folder) => folder !== undefined),
  );
  /** The packages under each text: some share theirs to the letter. */
  const notices = new Map();
  for (const folder of [...folders].sort()) {
    const { name, version, license, author } = JSON.parse(
      readFileSync(join(root, folder, 'package.json'), 'utf8'),
    );
    const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e(\.|-|$)/i.test(entry));
    const text = file
      ? readFileSync(join(root, folder, file), 'utf8')
          .trim()
          .replaceAll('\r\n', '\n')
      : `The package carries no licence text. Its author: ${author?.name ?? author ?? name}.`;
    notices.set(text, (notices.get(text) ?? new Set()).add(`${name} ${version} (${license})`));
  }
  const parts = [...notices].map(([text, packages]) => `${[...packages].join('\n')}\n\n${text}\n`);
  const head = 'ImageSeal contains the following software of others, each under its own licence.\n';
  writeFileSync(
    join(root, 'dist', 'THIRD-PARTY-NOTICES.txt'),
    [head, ...parts].join(`\n${'-'.repeat(80)}\n\n`),
  );
}
