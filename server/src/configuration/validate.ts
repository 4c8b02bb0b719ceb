import * as l10n from '@vscode/l10n';
import type { Span } from '../manifest/text-span.ts';
import type { ConfigurationProblem, SettingNode } from './setting-node.ts';
import type { DictionaryShape, KeyGroup, ListShape, MapShape, Shape, TextShape } from './shape.ts';
import { nearest } from './suggest.ts';
import { explain, fits } from './text-formats.ts';
import { isKeyReference } from './trusted-key.ts';

/** A file or folder that the configuration names; the front end, which has files, checks that it can be read. */
export interface ReferencedFile {
  /** As written: absolute, or relative to the configuration's folder. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
  readonly span: Span;
}

interface Validation {
  /** What is good in the tree, of the shape asked for; `undefined` when nothing is. */
  readonly value: unknown;
  readonly problems: readonly ConfigurationProblem[];
  readonly referencedFiles: readonly ReferencedFile[];
}

/** Aliases let a short file stand for an endless one. */
const maxNodes = 20_000;

/** What the editor can show at once. */
const maxReported = 200;

type MapNode = Extract<SettingNode, { type: 'map' }>;
type ListNode = Extract<SettingNode, { type: 'list' }>;

/** Where something stands: all the way from the root, and its own name for messages. */
interface Place {
  readonly path: string;
  readonly name: string;
}

/** Holds a tree against a shape. Every departure is a problem and left out of the value. */
export function validate(root: SettingNode, rootShape: Shape): Validation {
  const problems: ConfigurationProblem[] = [];
  const referencedFiles: ReferencedFile[] = [];
  let visited = 0;

  const report = (span: Span, place: Place, message: string, more: Partial<ConfigurationProblem> = {}) => {
    problems.push({ span, path: place.path, message, severity: 'error', ...more });
    return undefined;
  };

  /** `keySpan` is what to mark when the value itself is not there to be marked. */
  const check = (node: SettingNode, shape: Shape, place: Place, keySpan: Span): unknown => {
    if (++visited > maxNodes) {
      if (visited > maxNodes + 1) return undefined;
      return report(
        keySpan,
        place,
        l10n.t('This configuration is too large; from here on nothing has any effect. Shorten it.'),
      );
    }
    const span = node.span.end > node.span.start ? node.span : keySpan;
    if (node.type === 'scalar' && node.value === null && place.path !== '') {
      const severity =
        shape.type === 'map' || shape.type === 'list' || shape.type === 'dictionary' ? 'warning' : 'error';
      return report(span, place, l10n.t('"{0}" is empty; give it a value or remove it.', place.name), {
        severity,
      });
    }
    switch (shape.type) {
      case 'map':
        if (node.type !== 'map') return report(span, place, wrongType(node, place, shape));
        return checkMap(node, shape, place, span);
      case 'dictionary':
        if (node.type !== 'map') return report(span, place, wrongType(node, place, shape));
        return checkDictionary(node, shape, place);
      case 'list':
        if (node.type !== 'list') return report(span, place, wrongType(node, place, shape));
        return checkList(node, shape, place, span);
      case 'choice':
        if (node.type === 'scalar' && shape.values.some((value) => value === node.value)) return node.value;
        return checkWrongChoice(node, shape.values, place, span);
      case 'boolean':
        if (node.type === 'scalar' && typeof node.value === 'boolean') return node.value;
        return report(span, place, l10n.t('"{0}" must be true or false, without quotes.', place.name));
      case 'text':
        if (node.type !== 'scalar' || typeof node.value !== 'string') {
          return report(span, place, wrongType(node, place, shape));
        }
        if (!fits(shape.format, node.value)) return report(span, place, explain(shape.format, node.value));
        addReference(shape, node.value, span);
        return node.value;
    }
  };

  const checkMap = (node: MapNode, shape: MapShape, place: Place, span: Span): unknown => {
    const before = problems.length;
    const marked = node.entries[0]?.keySpan ?? span;
    const names = Object.keys(shape.keys);
    const values = new Map<string, unknown>();
    const present = new Map<string, Span>();
    for (const { key, keySpan, value } of unique(node, place)) {
      const member = Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined;
      if (member) {
        present.set(key, keySpan);
        const checked = check(value, member.shape, inside(place, key), keySpan);
        if (checked !== undefined) values.set(key, checked);
      } else {
        unknownKey(key, keySpan, names, shape, place);
      }
    }
    let complete = true;
    for (const key of shape.required ?? []) {
      if (!present.has(key)) report(marked, place, l10n.t('This entry needs "{0}".', key));
      complete &&= values.has(key);
    }
    for (const group of shape.oneOf ?? []) {
      const given = group.keys.filter((key) => present.has(key));
      if (given.length === 0 && isImplied(group.impliedBy, present, values)) continue;
      if (given.length !== 1) {
        report(marked, place, l10n.t('This entry needs exactly one of {0}.', group.keys.join(', ')));
        complete = false;
      } else complete &&= values.has(given[0]!);
    }
    for (const [key, other] of Object.entries(shape.beside ?? {})) {
      const keySpan = present.get(key);
      if (keySpan === undefined || present.has(other)) continue;
      report(keySpan, inside(place, key), l10n.t('"{0}" means something only beside "{1}".', key, other));
    }
    if (shape.anyOf && !shape.anyOf.some((key) => present.has(key))) {
      report(marked, place, l10n.t('This entry needs at least one of {0}.', shape.anyOf.join(', ')));
    }
    const damaged = problems.length > before;
    if (damaged && shape.damage) values.set('damaged', true);
    return complete || shape.damage === 'kept' ? Object.fromEntries(values) : undefined;
  };

  const checkDictionary = (node: MapNode, shape: DictionaryShape, place: Place): unknown => {
    const values = new Map<string, unknown>();
    for (const { key, keySpan, value } of unique(node, place)) {
      const at = inside(place, key);
      if (!fits(shape.key, key)) report(keySpan, at, explain(shape.key, key));
      const checked = check(value, shape.value, at, keySpan);
      if (checked !== undefined && fits(shape.key, key)) values.set(key, checked);
    }
    return Object.fromEntries(values);
  };

  const checkList = (node: ListNode, shape: ListShape, place: Place, span: Span): unknown => {
    if (shape.nonEmpty && node.items.length === 0) {
      report(span, place, l10n.t('"{0}" is empty; give it a value or remove it.', place.name));
    }
    const items: unknown[] = [];
    node.items.forEach((item, index) => {
      const checked = check(item, shape.item, nth(place, index), item.span);
      // An entry that is not even a map still claims whatever it was meant for.
      const kept = shape.item.type === 'map' && shape.item.damage === 'kept' ? { damaged: true } : undefined;
      const value = checked ?? kept;
      if (value !== undefined) items.push(value);
    });
    return items;
  };

  const checkWrongChoice = (node: SettingNode, values: readonly string[], place: Place, span: Span) => {
    const { name } = place;
    const all = values.join(', ');
    if (node.type !== 'scalar') return report(span, place, l10n.t('"{0}" must be one of {1}.', name, all));
    if (node.value === false && values.includes('off')) {
      const message = l10n.t('"{0}" must be one of {1}; write off, not false, to switch it off.', name, all);
      return report(span, place, message, { suggestion: 'off' });
    }
    const written = String(node.value);
    const suggestion = nearest(written, values);
    return suggestion === undefined
      ? report(span, place, l10n.t('"{0}" must be one of {1}, not "{2}".', name, all, shorten(written)))
      : report(span, place, l10n.t('"{0}" must be one of {1}; did you mean "{2}"?', name, all, suggestion), {
          suggestion,
        });
  };

  const unknownKey = (
    written: string,
    span: Span,
    names: readonly string[],
    shape: MapShape,
    place: Place,
  ) => {
    const key = shorten(written);
    const suggestion = nearest(written, names);
    const all = names.join(', ');
    const at = inside(place, key);
    if (suggestion !== undefined) {
      const message = shape.rules
        ? l10n.t('There is no rule "{0}"; did you mean "{1}"?', key, suggestion)
        : l10n.t('There is no key "{0}" here; did you mean "{1}"?', key, suggestion);
      report(span, at, message, { suggestion });
    } else if (shape.rules) report(span, at, l10n.t('There is no rule "{0}"; the rules are {1}.', key, all));
    else report(span, at, l10n.t('There is no key "{0}" here; the keys are {1}.', key, all));
  };

  /** The entries without those whose key stands there already. */
  const unique = (node: MapNode, place: Place) => {
    const seen = new Set<string>();
    return node.entries.filter(({ key, keySpan }) => {
      const first = !seen.has(key);
      seen.add(key);
      const { path, name } = inside(place, key);
      if (!first) {
        report(keySpan, { path, name }, l10n.t('"{0}" stands here twice; only the first one counts.', name));
      }
      return first;
    });
  };

  const addReference = (shape: TextShape, path: string, span: Span) => {
    if (shape.refersTo && !isKeyReference(path)) referencedFiles.push({ path, kind: shape.refersTo, span });
  };

  const value = check(root, rootShape, { path: '', name: '' }, root.span);
  return { value, problems: problems.slice(0, maxReported), referencedFiles };
}

/** A text that is itself reported as wrong may have been meant to imply it. */
function isImplied(
  impliedBy: KeyGroup['impliedBy'],
  present: ReadonlyMap<string, Span>,
  values: ReadonlyMap<string, unknown>,
): boolean {
  if (impliedBy === undefined || !present.has(impliedBy.key)) return false;
  const value = values.get(impliedBy.key);
  return typeof value !== 'string' || new RegExp(impliedBy.pattern, 'u').test(value);
}

function wrongType(node: SettingNode, { name }: Place, shape: Shape): string {
  switch (shape.type) {
    case 'list':
      return l10n.t('"{0}" must be a list.', name);
    case 'text':
      return node.type === 'scalar'
        ? l10n.t('"{0}" must be text; put quotes around it.', name)
        : l10n.t('"{0}" must be text.', name);
    default:
      return name === ''
        ? l10n.t('This must hold keys and values.')
        : l10n.t('"{0}" must hold keys and values.', name);
  }
}

function inside({ path }: Place, key: string): Place {
  const name = shorten(key);
  return { path: path === '' ? name : `${path}.${name}`, name };
}

function nth({ path, name }: Place, index: number): Place {
  return { path: `${path}[${index}]`, name: `${name}[${index}]` };
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
