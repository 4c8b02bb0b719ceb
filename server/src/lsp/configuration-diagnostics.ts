import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Diagnostic } from 'vscode-languageserver/node';
import { parseConfigurationFile } from '../configuration/parse-configuration.ts';
import { toRange, toSeverity } from './convert.ts';
import { diagnosticSource } from './diagnostics.ts';
import type { OpenDocument } from './document-store.ts';

/**
 * What is wrong in a `.imageseal.yaml`, as it stands in the editor. Whether the files it names are there is looked at
 * only in a trusted workspace: its text may name any file of the machine.
 */
export function configurationDiagnostics({ text, path }: OpenDocument, trusted: boolean): Diagnostic[] {
  const { problems, referencedFiles } = parseConfigurationFile(text.getText());
  const diagnostics = problems.map(
    ({ span, message, severity }): Diagnostic => ({
      range: toRange(text, span),
      severity: toSeverity(severity),
      code: 'configuration',
      source: diagnosticSource,
      message,
    }),
  );
  if (!trusted || path === undefined) return diagnostics;
  for (const { path: named, kind, span } of referencedFiles) {
    const message = missing(resolve(dirname(path), named), named, kind);
    if (message === undefined) continue;
    diagnostics.push({
      range: toRange(text, span),
      severity: toSeverity('error'),
      code: 'configuration',
      source: diagnosticSource,
      message,
    });
  }
  return diagnostics;
}

function missing(path: string, named: string, kind: 'file' | 'folder'): string | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) {
      return kind === 'file'
        ? l10n.t('There is no file "{0}"; correct the path, which is relative to this file.', named)
        : l10n.t('There is no folder "{0}"; correct the path, which is relative to this file.', named);
    }
    if (kind === 'file' && !stat.isFile()) return l10n.t('"{0}" is a folder; a file is needed here.', named);
    if (kind === 'folder' && !stat.isDirectory())
      return l10n.t('"{0}" is a file; a folder is needed here.', named);
    return undefined;
  } catch (error) {
    return l10n.t('"{0}" cannot be read: {1}', named, (error as Error).message);
  }
}
