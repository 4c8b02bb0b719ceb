import { type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { parseImageReference } from '../../image/parse-reference.ts';
import type { ImageReference } from '../../image/reference.ts';
import { UsageError } from '../exit-code.ts';

/** What is no image reference whatever stands at its path. */
const pathForm = /^(?:\.{0,2}\/|\.{1,2}$|~)|\/$|\\/;
const manifestForm = /\.(?:ya?ml|json)$/i;

/** Reads an operand of a command that takes images. @throws UsageError with what to do when it is no image. */
export function readOperand(text: string, cwd: string, command: string): ImageReference {
  const isFor = (path: string) =>
    l10n.t('imageseal {1} takes images: run "imageseal check {0}" for manifests.', path, command);
  if (text === '-' || pathForm.test(text) || manifestForm.test(text)) throw new UsageError(isFor(text));
  const reference = parseImageReference(text);
  const stands = at(resolve(cwd, text));
  if (reference.kind !== 'reference') {
    if (stands) throw new UsageError(isFor(text));
    throw new UsageError(
      reference.kind === 'invalid'
        ? l10n.t('"{0}" is no image: {1}', text, reference.message)
        : l10n.t('"{0}" holds what {1} fills in later: give the image itself.', text, reference.by),
    );
  }
  // `imageseal verify k8s` most likely means the folder; nothing is asked of a registry on a guess.
  if (stands && reference.tag === undefined && reference.digest === undefined) {
    throw new UsageError(
      stands.isDirectory()
        ? l10n.t(
            '"{0}" is a folder here: run imageseal check {0} for its manifests; if the image is meant, write {0}:latest.',
            text,
          )
        : l10n.t(
            '"{0}" is a file here: run imageseal check {0} if it holds manifests; if the image is meant, write {0}:latest.',
            text,
          ),
    );
  }
  return reference;
}

function at(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Too long for a path, and not for an image.
    return undefined;
  }
}
