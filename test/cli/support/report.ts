import type { EvidenceReader } from '../../../server/src/analysis/analyze.ts';
import { analyze } from '../../../server/src/analysis/analyze.ts';
import type { Input } from '../../../server/src/cli/check/inputs.ts';
import { count, type FileReport, reportOf, type Summary } from '../../../server/src/cli/check/report.ts';
import { sourceText } from '../../../server/src/cli/check/source-text.ts';
import type { FormatContext } from '../../../server/src/cli/formats/format.ts';
import { createFormatter } from '../../../server/src/cli/formats/index.ts';
import { plain } from '../../../server/src/cli/style.ts';
import { mergeConfiguration } from '../../../server/src/configuration/merge.ts';
import { fileKindOf } from '../../../server/src/manifest/file-kind.ts';
import { compileImagePaths } from '../../../server/src/manifest/image-paths.ts';
import { parseManifest } from '../../../server/src/manifest/manifest.ts';
import { noEvidence } from '../../support/evidence.ts';

/** What is reported of one file with this text, by the real engine. */
export function reportOfText(path: string, text: string, evidence: EvidenceReader = noEvidence): FileReport {
  const kind = fileKindOf(path);
  const manifest = {
    fileKind: kind === undefined || kind === 'helm-template' ? ('manifest' as const) : kind,
    imagePaths: compileImagePaths({}),
  };
  const configuration = mergeConfiguration();
  const input: Input = {
    path,
    absolutePath: `/repo/${path}`,
    source: sourceText(text),
    manifest,
    configuration,
  };
  return reportOf(input, analyze(parseManifest(input.source.text, manifest), configuration, evidence));
}

export const formatContext: FormatContext = {
  cwd: '/repo',
  env: {},
  output: { write: () => {}, isTerminal: false, columns: undefined },
  paint: plain,
  offline: false,
  suggestFix: true,
  docsDirectory: new URL('../../../docs/rules', import.meta.url).pathname,
  version: '1.2.3',
};

/** Everything a format prints for these files. */
export async function format(
  name: 'text' | 'json' | 'sarif' | 'github',
  reports: readonly FileReport[],
  context: Partial<FormatContext> = {},
): Promise<string> {
  const formatter = await createFormatter(name, { ...formatContext, ...context });
  const summary: Summary = { files: 0, images: 0, findings: 0, unknown: 0 };
  let text = '';
  for (const report of reports) {
    count(summary, report);
    text += formatter.file(report);
  }
  return text + formatter.end(summary);
}
