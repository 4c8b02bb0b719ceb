import * as l10n from '@vscode/l10n';
import { isAlias, isCollection, isMap, isNode, isScalar, isSeq, type ParsedNode, parseDocument } from 'yaml';
import type { Span } from '../manifest/text-span.ts';
import type { ConfigurationProblem, SettingEntry, SettingNode } from './setting-node.ts';

/** Longer configuration files are refused: nobody writes them by hand, and they are read at every change. */
const maxLength = 256 * 1024;
const maxReported = 20;

interface YamlTree {
  /** `undefined` when the file is empty or cannot be read at all. */
  readonly root: SettingNode | undefined;
  readonly problems: readonly ConfigurationProblem[];
}

/** Reads the one YAML 1.2 document of a configuration file. Never throws; what can be read of a broken file is returned. */
export function treeFromYaml(text: string): YamlTree {
  if (text.length > maxLength) {
    const message = l10n.t(
      'This file is larger than {0} KiB and is not read; make it shorter.',
      maxLength / 1024,
    );
    return { root: undefined, problems: [problem({ start: 0, end: 0 }, message)] };
  }
  try {
    return read(text);
  } catch {
    const message = l10n.t(
      'This file is nested too deeply to be read; nothing in it has any effect. Nest it less deeply.',
    );
    return { root: undefined, problems: [problem({ start: 0, end: text.length }, message)] };
  }
}

function read(text: string): YamlTree {
  // Not `silent`: that would hide further documents.
  const document = parseDocument(text, { logLevel: 'error', prettyErrors: false, uniqueKeys: false });
  const problems: ConfigurationProblem[] = [];
  const report = (span: Span, message: string) => {
    if (problems.length < maxReported) problems.push(problem(span, message));
  };
  for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
    const span = { start: pos[0], end: Math.max(pos[0], Math.min(pos[1], text.length)) };
    if (code === 'MULTIPLE_DOCS') {
      report(span, l10n.t('A configuration is one YAML document; remove this one, it has no effect.'));
    } else report(span, l10n.t('This is not valid YAML: {0}', message.split('\n')[0] ?? ''));
  }
  const anchors = new Map<string, SettingNode>();

  const convert = (node: unknown, at: number): SettingNode => {
    const span: Span = isNode(node) ? spanOf(node as ParsedNode) : { start: at, end: at };
    let result: SettingNode = { type: 'scalar', value: null, span };
    if (isAlias(node)) {
      const anchored = anchors.get(node.source);
      if (anchored) return { ...anchored, span };
      report(span, l10n.t('The alias "{0}" names no anchor that is complete here.', node.source));
    } else if (isMap(node)) {
      result = { type: 'map', entries: node.items.flatMap((pair) => entryOf(pair.key, pair.value)), span };
    } else if (isSeq(node)) {
      result = { type: 'list', items: node.items.map((item) => convert(item, span.start)), span };
    } else if (isScalar(node)) {
      result = { type: 'scalar', value: scalarOf(node.value), span };
    }
    if (isNode(node) && !isAlias(node) && node.anchor) anchors.set(node.anchor, result);
    return result;
  };

  const entryOf = (key: unknown, value: unknown): SettingEntry[] => {
    const node = convert(key, 0);
    if (node.type !== 'scalar' || isCollection(key)) {
      report(node.span, l10n.t('A key must be plain text here.'));
      return [];
    }
    const keySpan = node.span;
    return [{ key: String(node.value ?? ''), keySpan, value: convert(value, keySpan.end) }];
  };

  const contents = document.contents;
  const empty = !contents || (isScalar(contents) && contents.value === null);
  return { root: empty ? undefined : convert(contents, 0), problems };
}

function spanOf(node: ParsedNode): Span {
  return { start: node.range[0], end: node.range[1] };
}

/** Values of unusual tags (`!!binary`, big numbers) become text: no setting takes them. */
function scalarOf(value: unknown): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
}

function problem(span: Span, message: string): ConfigurationProblem {
  return { span, path: '', message, severity: 'error' };
}
