import { beforeOnLine, endOfLine, insert, insertLines, lineEnd } from '../manifest/line-edits.ts';
import type { TextEdit } from '../manifest/text-span.ts';
import { applyEdits } from '../manifest/text-span.ts';
import { contentEnd, find, indentOf, isAlias, isFlow, type ListNode, type MapNode } from './edit-yaml.ts';
import { canonicalHub, compileGlob } from './glob.ts';
import { parseConfigurationFile } from './parse-configuration.ts';
import type { SettingEntry, SettingNode } from './setting-node.ts';
import type { TrustedIdentity, TrustRule } from './trust-settings.ts';
import { blockLines, entryLines, flow, type Value } from './write-yaml.ts';
import { treeFromYaml } from './yaml-tree.ts';

/** A signer to trust: exactly one of `identity`, `keyFile`, `pem` and `notation`. */
export interface NewTrust {
  /** A glob as in `TrustRule.images`; `imagesGlobFor` makes it of an image. */
  readonly images: string;
  readonly identity?: TrustedIdentity;
  /** Relative to the configuration's folder. */
  readonly keyFile?: string;
  readonly pem?: string;
  /** A trust policy and a trust store of the Notary Project, relative to the configuration's folder. */
  readonly notation?: { readonly policy: string; readonly store: string };
}

/**
 * The glob of a rule for exactly this repository. `name` is canonical, without tag and digest. Nothing has a longer
 * literal prefix, so the rule wins over every wider one.
 */
export function imagesGlobFor(name: string): string {
  return canonicalHub(name);
}

/**
 * The edits of a `.imageseal.yaml` after which a signer is trusted for these images, and nothing else has changed:
 * a rule for the same glob gets one more key or identity; otherwise there is a new rule, with all that the rule that
 * has applied so far says. Comments and formatting stay. None when it is so already, `undefined` when the file is too
 * broken, or too unusual, to be edited safely.
 */
export function addTrustRule(text: string, added: NewTrust): TextEdit[] | undefined {
  const { root, problems } = treeFromYaml(text);
  if (problems.length > 0 || /^\.\.\.(?:\s|$)/m.test(text)) return undefined;
  if (root !== undefined && root.type !== 'map') return undefined;
  const before = parseConfigurationFile(text);
  const rules = before.settings.trust ?? [];
  const at = applying(rules, added.images);
  const current = at === undefined ? undefined : rules[at];
  // What a damaged rule demands is not known, so nothing may take its place.
  if (current?.damaged) return undefined;

  const signer = signerOf(added);
  let edit: TextEdit | undefined;
  let wanted: readonly TrustRule[];
  if (at !== undefined && current && canonicalHub(current.images ?? '') === canonicalHub(added.images)) {
    const after = withSigner(current, signer);
    if (after === current) return [];
    // Who has named another trust policy is not given a second one.
    if (after === undefined) return undefined;
    wanted = rules.with(at, after);
    edit = root && extendRule(text, root, at, signer);
  } else {
    const rule = { ...current, images: added.images };
    const written = withSigner(rule, signer);
    if (written === undefined) return undefined;
    // Of equals the first applies, so it must stand before one.
    const place = at !== undefined && equals(rules[at], added.images) ? at : rules.length;
    wanted = rules.toSpliced(place, 0, written);
    edit = insertRule(text, root, place, written);
  }
  if (edit === undefined) return undefined;

  // Whatever the shape of the file was: what is offered must do what it says, and no more.
  const after = parseConfigurationFile(applyEdits(text, [edit]));
  const asMeant =
    after.problems.length <= before.problems.length &&
    same(after.settings, { ...before.settings, trust: wanted });
  return asMeant ? [edit] : undefined;
}

type NewSigner =
  | { readonly list: 'identities' | 'keys'; readonly item: { readonly [key: string]: string } }
  | { readonly list: 'notation'; readonly value: NonNullable<NewTrust['notation']> };

function signerOf({ identity, keyFile, pem, notation }: NewTrust): NewSigner {
  if (notation) return { list: 'notation', value: notation };
  if (identity) return { list: 'identities', item: { ...identity } };
  return { list: 'keys', item: pem === undefined ? { file: keyFile ?? '' } : { pem } };
}

/** The rule itself where it trusts the signer already; `undefined` where it cannot trust one more of that kind. */
function withSigner(rule: TrustRule, signer: NewSigner): TrustRule | undefined {
  if (signer.list === 'notation') {
    if (rule.notation === undefined) return { ...rule, notation: signer.value };
    return same(rule.notation, signer.value) ? rule : undefined;
  }
  const present: readonly unknown[] = rule[signer.list] ?? [];
  if (present.some((each) => same(each, signer.item))) return rule;
  return { ...rule, [signer.list]: [...present, signer.item] };
}

/** What the rule that applies to `images` says of the Notary Project. */
export function notationOf(rules: readonly TrustRule[], images: string): TrustRule['notation'] {
  const at = applying(rules, images);
  return at === undefined ? undefined : rules[at]?.notation;
}

/** The index of the rule that applies to `images`: to that name, or to what is written as the same glob. */
function applying(rules: readonly TrustRule[], images: string): number | undefined {
  const name = canonicalHub(images);
  let best: number | undefined;
  let longest = -1;
  rules.forEach((rule, index) => {
    // A rule that does not say which images it is for may be for any.
    const glob = rule.images === undefined ? undefined : compileGlob(rule.images);
    const prefix = glob ? glob.literalPrefix : Number.MAX_SAFE_INTEGER;
    const applies = !glob || canonicalHub(rule.images ?? '') === name || glob.matches(name);
    if (applies && prefix > longest) {
      longest = prefix;
      best = index;
    }
  });
  return best;
}

function equals(rule: TrustRule | undefined, images: string): boolean {
  return (
    rule?.images !== undefined && compileGlob(rule.images).literalPrefix >= compileGlob(images).literalPrefix
  );
}

/** One more item in `keys` or `identities` of the rule at `index`. */
function extendRule(text: string, root: MapNode, index: number, signer: NewSigner): TextEdit | undefined {
  const trust = find(root, 'trust')?.value;
  const rule = trust?.type === 'list' && !isAlias(text, trust) ? trust.items[index] : undefined;
  if (rule?.type !== 'map' || isAlias(text, rule)) return undefined;
  const existing = find(rule, signer.list);
  if (existing) {
    const list = existing.value;
    return list.type === 'list' && signer.list !== 'notation'
      ? insertItem(text, list, list.items.length, signer.item)
      : undefined;
  }
  const value: Value = signer.list === 'notation' ? signer.value : [signer.item];
  const last = rule.entries.at(-1);
  if (!last) return undefined;
  if (isFlow(text, rule)) {
    return insert(rule.span.start + 1, ` ${signer.list}: ${flow(value)},`);
  }
  const indent = beforeOnLine(text, rule.span.start).replace('-', ' ');
  if (!/^ +$/.test(indent)) return undefined;
  const lines = entryLines(signer.list, value);
  return insertLines(text, contentEnd(text, rule), indented(indent, lines));
}

function insertRule(
  text: string,
  root: MapNode | undefined,
  index: number,
  rule: TrustRule,
): TextEdit | undefined {
  const value = inOrder(rule);
  const trust = root && find(root, 'trust');
  if (!root || !trust) return insertTrust(text, root, value);
  if (trust.value.type === 'list') return insertItem(text, trust.value, index, value);
  return replaceNothing(text, trust, value);
}

/** The key `trust` itself, at the end of the file. */
function insertTrust(text: string, root: MapNode | undefined, rule: Value): TextEdit | undefined {
  if (root && isFlow(text, root)) {
    return insert(root.span.start + 1, ` trust: ${flow([rule])}${root.entries.length > 0 ? ',' : ' '}`);
  }
  const indent = root ? indentOf(text, root.entries[0]) : '';
  if (indent === undefined) return undefined;
  const eol = lineEnd(text);
  const lines = indented(indent, entryLines('trust', [rule]));
  const before = text === '' || text.endsWith('\n') ? '' : eol;
  return insert(text.length, `${before}${lines.join(eol)}${eol}`);
}

/** `trust:` with no rule after it. */
function replaceNothing(text: string, { keySpan, value }: SettingEntry, rule: Value): TextEdit | undefined {
  if (value.type !== 'scalar' || value.value !== null) return undefined;
  if (value.span.end > value.span.start) return { span: value.span, newText: flow([rule]) };
  const before = beforeOnLine(text, keySpan.start);
  if (!/^ *$/.test(before)) return undefined;
  const lines = indented(`${before}  `, blockLines([rule]));
  const eol = lineEnd(text);
  return insert(endOfLine(text, keySpan.end), eol + lines.join(eol));
}

/** A new item at `index` of a list. */
function insertItem(text: string, list: ListNode, index: number, item: Value): TextEdit | undefined {
  if (isAlias(text, list)) return undefined;
  const previous = list.items[index - 1];
  if (isFlow(text, list)) {
    if (previous) return insert(contentEnd(text, previous), `, ${flow(item)}`);
    return insert(list.span.start + 1, `${flow(item)}${list.items.length > 0 ? ', ' : ''}`);
  }
  const dash = list.items.flatMap((each) => /^ *(?=- +$)/.exec(beforeOnLine(text, each.span.start)) ?? [])[0];
  if (dash === undefined) return undefined;
  const lines = indented(dash, blockLines([item]));
  if (previous) return insertLines(text, contentEnd(text, previous), lines);
  const first = startOfItem(text, list.items[0]);
  const eol = lineEnd(text);
  return first === undefined ? undefined : insert(first, lines.join(eol) + eol);
}

/** The start of the line that an item begins on. */
function startOfItem(text: string, item: SettingNode | undefined): number | undefined {
  return item && item.span.start - beforeOnLine(text, item.span.start).length;
}

function indented(indent: string, lines: readonly string[]): string[] {
  return lines.map((line) => indent + line);
}

/** The rule with its members in the order people write them. */
function inOrder(rule: TrustRule): Value {
  const order = ['images', 'keys', 'identities'];
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  const members = Object.entries(rule).sort(([a], [b]) => rank(a) - rank(b));
  return Object.fromEntries(members) as Record<string, Value>;
}

/** Whether two values of a configuration say the same; the order of keys means nothing. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return (
    Array.isArray(a) === Array.isArray(b) &&
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && same(value, right.get(key)))
  );
}
