import { type Analysis, analyze, type EvidenceReader } from '../../analysis/analyze.ts';
import { pinAllEdits } from '../../analysis/fixes/index.ts';
import { parseManifest } from '../../manifest/manifest.ts';
import { applyEdits } from '../../manifest/text-span.ts';
import type { Parsed } from './parsed.ts';
import { withMark } from './source-text.ts';
import { unifiedDiff } from './unified-diff.ts';
import { replaceFile } from './write-file.ts';

/** A file as it is after its images were pinned. */
export interface PinnedFile {
  readonly parsed: Parsed;
  readonly analysis: Analysis;
  /** How many images got their digest. */
  readonly count: number;
}

/** The text with every pin that can be made now; nothing is written. `undefined` when there is none. */
export function pin(parsed: Parsed, analysis: Analysis, evidence: EvidenceReader): PinnedFile | undefined {
  const edits = pinAllEdits(analysis);
  if (edits.length === 0) return undefined;
  const { input } = parsed;
  const text = applyEdits(input.source.text, edits);
  const manifest = parseManifest(text, input.manifest, parsed.manifest);
  const after: Parsed = {
    input: { ...input, source: { ...input.source, text } },
    manifest,
  };
  return {
    parsed: after,
    analysis: analyze(manifest, input.configuration, evidence),
    count: edits.length,
  };
}

/** @throws CliError when the file was not written; then it is as it was. */
export function writePinned({ input: before }: Parsed, { parsed: { input: after } }: PinnedFile): void {
  if (before.absolutePath === undefined) return;
  const { source } = before;
  replaceFile(
    before.absolutePath,
    before.path,
    withMark(source, source.text),
    withMark(source, after.source.text),
  );
}

export function diffOf({ input: { path, source } }: Parsed, analysis: Analysis): string {
  // The byte order mark is part of the first line there.
  const shift = source.mark ? 1 : 0;
  const edits = pinAllEdits(analysis).map(({ span, newText }) => ({
    span: { start: span.start + shift, end: span.end + shift },
    newText,
  }));
  return unifiedDiff(path, withMark(source, source.text), edits);
}
