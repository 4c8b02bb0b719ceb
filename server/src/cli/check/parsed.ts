import { type Manifest, parseManifest } from '../../manifest/manifest.ts';
import type { Input } from './inputs.ts';

/** A file with an image or a suppression comment in it. */
export interface Parsed {
  readonly input: Input;
  readonly manifest: Manifest;
}

/** `undefined` when there is nothing in the file to tell of. */
export function parseInput(input: Input): Parsed | undefined {
  const manifest = parseManifest(input.source.text, input.manifest);
  const holdsAnything = manifest.documents.some(
    ({ content }) => content.fields.length > 0 || content.suppressions.length > 0,
  );
  return holdsAnything ? { input, manifest } : undefined;
}
