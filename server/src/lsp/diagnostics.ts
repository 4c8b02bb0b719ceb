import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { analyzeDocument, type EvidenceReader } from '../analysis/analyze.ts';
import type { Finding } from '../analysis/finding.ts';
import { visibleFindings } from '../analysis/visible-findings.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { RuleId } from '../configuration/rule-ids.ts';
import type { DocumentContent, Manifest } from '../manifest/manifest.ts';
import { sameSpan, shift } from '../manifest/text-span.ts';
import type { ClientFeatures } from './client-features.ts';
import { lineAt, moveLines, toRange, toSeverity } from './convert.ts';
import { uriOf } from './uris.ts';

export const diagnosticSource = 'imageseal';

/** What a diagnostic carries for those who fix it. */
export interface DiagnosticData {
  /** The image's reference as written. */
  readonly reference: string;
}

/** How findings become diagnostics for one client. */
export class DiagnosticStyle {
  readonly #features: Pick<ClientFeatures, 'codeDescription' | 'diagnosticData'>;
  readonly #docsFolder: string | undefined;
  readonly #pages = new Map<RuleId, { readonly href: string } | undefined>();

  /** `docsFolder` holds `rules/<id>.md`; without it codes are not links. */
  constructor(
    features: Pick<ClientFeatures, 'codeDescription' | 'diagnosticData'>,
    docsFolder: string | undefined,
  ) {
    this.#features = features;
    this.#docsFolder = docsFolder;
  }

  toDiagnostic(text: TextDocument, finding: Finding, offset: number): Diagnostic {
    const { rule, severity, span, message, image } = finding;
    const codeDescription = this.#page(rule);
    const data: DiagnosticData | undefined =
      this.#features.diagnosticData && image ? { reference: image.field.text } : undefined;
    return {
      range: toRange(text, shift(span, offset)),
      severity: toSeverity(severity),
      code: rule,
      ...(codeDescription && { codeDescription }),
      source: diagnosticSource,
      message,
      ...(data && { data }),
    };
  }

  /** The rule's page as a `file:` URI. No web address is invented. */
  pageOf(rule: RuleId): string | undefined {
    return this.#page(rule)?.href;
  }

  #page(rule: RuleId): { readonly href: string } | undefined {
    if (!this.#features.codeDescription || this.#docsFolder === undefined) return undefined;
    if (!this.#pages.has(rule)) {
      const path = join(this.#docsFolder, 'rules', `${rule}.md`);
      this.#pages.set(rule, existsSync(path) ? { href: uriOf(path) } : undefined);
    }
    return this.#pages.get(rule);
  }
}

interface Part {
  readonly content: DocumentContent;
  readonly findings: readonly Finding[];
  readonly startLine: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** The diagnostics of a file at one time; `id` is another one whenever `items` differ. */
export interface DiagnosticList {
  readonly id: number;
  readonly items: readonly Diagnostic[];
}

/**
 * Keeps the diagnostics of one file, document by document: what an edit leaves alone is the same object as before, and
 * what it moves is only moved.
 */
export class DiagnosticKeeper {
  readonly #style: DiagnosticStyle;
  #parts: readonly Part[] = [];
  #list: DiagnosticList = { id: 0, items: [] };

  constructor(style: DiagnosticStyle) {
    this.#style = style;
  }

  update(
    text: TextDocument,
    manifest: Manifest,
    configuration: Configuration,
    evidence: EvidenceReader,
  ): DiagnosticList {
    const known = this.#parts;
    const documents = manifest.documents.filter(({ content }) => holdsSomething(content));
    const parts = documents.map(({ content, offset }, index) => {
      const { findings } = analyzeDocument(content, configuration, evidence);
      const startLine = lineAt(text, offset);
      const front = known[index];
      const back = known[known.length - documents.length + index];
      const part = front?.content === content ? front : back?.content === content ? back : undefined;
      if (part === undefined || !sameFindings(part.findings, findings)) {
        const diagnostics = visibleFindings(findings).map((finding) =>
          this.#style.toDiagnostic(text, finding, offset),
        );
        return { content, findings, startLine, diagnostics };
      }
      if (part.startLine === startLine) return part.findings === findings ? part : { ...part, findings };
      const diagnostics = part.diagnostics.map((each) => moveLines(each, startLine - part.startLine));
      return { content, findings, startLine, diagnostics };
    });
    this.#parts = parts;
    return this.replace(parts.flatMap((part) => part.diagnostics));
  }

  /** Takes over diagnostics that were made anew; if they say the same, the list stays as it is. */
  replaceEqual(items: readonly Diagnostic[]): DiagnosticList {
    const same = JSON.stringify(items) === JSON.stringify(this.#list.items);
    return same ? this.#list : this.replace(items);
  }

  /** Takes over diagnostics; the list stays as it is if they are the same objects. */
  replace(items: readonly Diagnostic[]): DiagnosticList {
    const { id, items: before } = this.#list;
    const same = items.length === before.length && items.every((item, index) => item === before[index]);
    if (!same) this.#list = { id: id + 1, items };
    return this.#list;
  }
}

function holdsSomething(content: DocumentContent): boolean {
  return content.fields.length > 0 || content.suppressions.length > 0;
}

function sameFindings(a: readonly Finding[], b: readonly Finding[]): boolean {
  if (a === b) return true;
  return (
    a.length === b.length &&
    a.every((finding, index) => {
      const other = b[index] as Finding;
      return (
        finding.rule === other.rule &&
        finding.severity === other.severity &&
        finding.message === other.message &&
        sameSpan(finding.span, other.span)
      );
    })
  );
}
