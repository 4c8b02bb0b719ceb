import * as l10n from '@vscode/l10n';
import type { Span } from '../manifest/text-span.ts';
import type { ConfigurationProblem, SettingNode } from './setting-node.ts';
import type { DictionaryShape, ListShape, MapShape, Shape, TextShape } from './shape.ts';
import { nearest } from './suggest.ts';
import { explain, fits } from './text-formats.ts';

/** A file or folder that the configuration names; the front end, which has files, checks that it can be read. */
export interface ReferencedFile {
  /** As written: absolute, or relative to the configuration's folder. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
  readonly span: Span;
}

export interface Validation {
  /** What is good in the tree, of the shape asked for; `undefined` when nothing is. */
  readonly value: unknown;
  readonly problems: readonly ConfigurationProblem[];
  readonly referencedFiles: readonly ReferencedFile[];
}

/** Aliases let a short file stand for an endless one. */
const maxNodes = 20_000;

type MapNode = Extract<SettingNode, { type: 'map' }>;

/** Holds a tree against a shape. Every departure is a problem and left out of the value. */
export function validate(root: SettingNode, rootShape: Shape): Validation {
  const problems: ConfigurationProblem[] = [];
  const referencedFiles: ReferencedFile[] = [];
  let visited = 0;

  const report = (span: Span, path: string, message: string, more: Partial<ConfigurationProblem> = {}) => {
    problems.push({ span, path, message, severity: 'error', ...more });
    return undefined;
  };

  /** `keySpan` is what to mark when the value itself is not there to be marked. */
  const check = (node: SettingNode, shape: Shape, path: string, keySpan: Span): unknown => {
    if (++visited > maxNodes) {
      if (visited > maxNodes + 1) return undefined;
      return report(
        keySpan,
        path,
        l10n.t('This configuration is too large; from here on nothing has any effect.'),
      );
    }
    const span = node.span.end > node.span.start ? node.span : keySpan;
    if (node.type === 'scalar' && node.value === null && path !== '') {
      const severity =
        shape.type === 'map' || shape.type === 'list' || shape.type === 'dictionary' ? 'warning' : 'error';
      return report(span, path, l10n.t('"{0}" is empty; give it a value or remove it.', lastOf(path)), {
        severity,
      });
    }
    switch (shape.type) {
      case 'map':
        if (node.type !== 'map') return report(span, path, wrongType(path, shape));
        return checkMap(node, shape, path, span);
      case 'dictionary':
        if (node.type !== 'map') return report(span, path, wrongType(path, shape));
        return checkDictionary(node, shape, path);
      case 'list':
        if (node.type !== 'list') return report(span, path, wrongType(path, shape));
        return checkList(node, shape, path, span);
      case 'choice':
        if (node.type === 'scalar' && typeof node.value === 'string' && shape.values.includes(node.value))
          return node.value;
        return checkWrongChoice(node, shape.values, path, span);
      case 'boolean':
        if (node.type === 'scalar' && typeof node.value === 'boolean') return node.value;
        return report(span, path, l10n.t('"{0}" must be true or false, without quotes.', lastOf(path)));
      case 'text':
        if (node.type !== 'scalar' || typeof node.value !== 'string')
          return report(span, path, wrongType(path, shape));
        if (!fits(shape.format, node.value)) return report(span, path, explain(shape.format, node.value));
        addReference(shape, node.value, span);
        return node.value;
    }
  };

  const checkMap = (node: MapNode, shape: MapShape, path: string, span: Span): unknown => {
    const before = problems.length;
    const marked = node.entries[0]?.keySpan ?? span;
    const names = Object.keys(shape.keys);
    const values = new Map<string, unknown>();
    const present = new Set<string>();
    for (const { key, keySpan, value } of unique(node, path)) {
      const member = Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined;
      if (member) {
        present.add(key);
        const checked = check(value, member.shape, join(path, key), keySpan);
        if (checked !== undefined) values.set(key, checked);
      } else {
        unknownKey(key, keySpan, names, shape, path);
      }
    }
    let complete = true;
    for (const key of shape.required ?? []) {
      if (!present.has(key)) report(marked, path, l10n.t('This entry needs "{0}".', key));
      complete &&= values.has(key);
    }
    for (const group of shape.oneOf ?? []) {
      const given = group.filter((key) => present.has(key));
      if (given.length !== 1) {
        report(marked, path, l10n.t('This entry needs exactly one of {0}.', group.join(', ')));
        complete = false;
      } else complete &&= values.has(given[0]!);
    }
    if (shape.anyOf && !shape.anyOf.some((key) => present.has(key))) {
      report(marked, path, l10n.t('This entry needs at least one of {0}.', shape.anyOf.join(', ')));
    }
    const damaged = problems.length > before;
    if (damaged && shape.damage) values.set('damaged', true);
    return complete || shape.damage === 'kept' ? Object.fromEntries(values) : undefined;
  };

  const checkDictionary = (node: MapNode, shape: DictionaryShape, path: string): unknown => {
    const values = new Map<string, unknown>();
    for (const { key, keySpan, value } of unique(node, path)) {
      const inside = join(path, key);
      if (!fits(shape.key, key)) report(keySpan, inside, explain(shape.key, key));
      const checked = check(value, shape.value, inside, keySpan);
      if (checked !== undefined && fits(shape.key, key)) values.set(key, checked);
    }
    return Object.fromEntries(values);
  };

  const checkList = (
    node: Extract<SettingNode, { type: 'list' }>,
    shape: ListShape,
    path: string,
    span: Span,
  ): unknown => {
    if (shape.nonEmpty && node.items.length === 0) {
      report(span, path, l10n.t('"{0}" is empty; give it a value or remove it.', lastOf(path)));
    }
    const items: unknown[] = [];
    node.items.forEach((item, index) => {
      const checked = check(item, shape.item, `${path}[${index}]`, item.span);
      // An entry that is not even a map still claims whatever it was meant for.
      const kept = shape.item.type === 'map' && shape.item.damage === 'kept' ? { damaged: true } : undefined;
      const value = checked ?? kept;
      if (value !== undefined) items.push(value);
    });
    return items;
  };

  const checkWrongChoice = (node: SettingNode, values: readonly string[], path: string, span: Span) => {
    const name = lastOf(path);
    const all = values.join(', ');
    if (node.type !== 'scalar') return report(span, path, l10n.t('"{0}" must be one of {1}.', name, all));
    if (node.value === false && values.includes('off')) {
      const message = l10n.t('"{0}" must be one of {1}; write off, not false, to switch it off.', name, all);
      return report(span, path, message, { suggestion: 'off' });
    }
    const written = String(node.value);
    const suggestion = nearest(written, values);
    return suggestion === undefined
      ? report(span, path, l10n.t('"{0}" must be one of {1}, not "{2}".', name, all, written))
      : report(span, path, l10n.t('"{0}" must be one of {1}; did you mean "{2}"?', name, all, suggestion), {
          suggestion,
        });
  };

  const unknownKey = (key: string, span: Span, names: readonly string[], shape: MapShape, path: string) => {
    const suggestion = nearest(key, names);
    const all = names.join(', ');
    const at = join(path, key);
    if (suggestion !== undefined) {
      const message = shape.rules
        ? l10n.t('There is no rule "{0}"; did you mean "{1}"?', key, suggestion)
        : l10n.t('There is no key "{0}" here; did you mean "{1}"?', key, suggestion);
      report(span, at, message, { suggestion });
    } else if (shape.rules) report(span, at, l10n.t('There is no rule "{0}"; the rules are {1}.', key, all));
    else report(span, at, l10n.t('There is no key "{0}" here; the keys are {1}.', key, all));
  };

  /** The entries without those whose key stands there already. */
  const unique = (node: MapNode, path: string) => {
    const seen = new Set<string>();
    return node.entries.filter(({ key, keySpan }) => {
      const first = !seen.has(key);
      seen.add(key);
      if (!first)
        report(keySpan, join(path, key), l10n.t('"{0}" stands here twice; only the first one counts.', key));
      return first;
    });
  };

  const addReference = (shape: TextShape, path: string, span: Span) => {
    if (shape.refersTo && !path.includes('://')) referencedFiles.push({ path, kind: shape.refersTo, span });
  };

  const value = check(root, rootShape, '', root.span);
  return { value, problems, referencedFiles };
}

function wrongType(path: string, shape: Shape): string {
  const name = lastOf(path);
  switch (shape.type) {
    case 'list':
      return l10n.t('"{0}" must be a list.', name);
    case 'text':
      return l10n.t('"{0}" must be text; put quotes around it.', name);
    default:
      return name === ''
        ? l10n.t('This must hold keys and values.')
        : l10n.t('"{0}" must hold keys and values.', name);
  }
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** `images[0].match` → `match`, `ignore[2]` → `ignore[2]`. */
function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
