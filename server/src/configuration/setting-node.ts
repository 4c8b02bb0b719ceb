import type { Span } from '../manifest/text-span.ts';

/** The neutral tree that both `.imageseal.yaml` and JSON settings become, so that one validator serves both. */
export type SettingNode =
  | { readonly type: 'map'; readonly entries: readonly SettingEntry[]; readonly span: Span }
  | { readonly type: 'list'; readonly items: readonly SettingNode[]; readonly span: Span }
  | { readonly type: 'scalar'; readonly value: string | number | boolean | null; readonly span: Span };

export interface SettingEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: SettingNode;
}

/** Something wrong in a configuration. */
export interface ConfigurationProblem {
  /** UTF-16 offsets into the file; empty at 0 for settings, which have no text. */
  readonly span: Span;
  /** Where in the configuration, such as `images[0].match`; empty for the whole. */
  readonly path: string;
  /** One localised sentence. */
  readonly message: string;
  /**
   * `error`: what the user wrote has no effect. `warning`: it has less effect than it seems, or more.
   * `information`: it has the effect that was most likely meant, which is wide.
   */
  readonly severity: 'error' | 'warning' | 'information';
  /** What most likely was meant, to put in place of `span`. */
  readonly suggestion?: string;
}

const nowhere: Span = { start: 0, end: 0 };
const maxDepth = 50;

/** Turns a JSON value into a tree. Members that are `null` or `undefined` are settings nobody set, and left out. */
export function treeFromJson(value: unknown, depth = 0): SettingNode {
  if (depth > maxDepth) return { type: 'scalar', value: null, span: nowhere };
  if (Array.isArray(value)) {
    return { type: 'list', items: value.map((item) => treeFromJson(item, depth + 1)), span: nowhere };
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, member]) => member !== null && member !== undefined)
      .map(([key, member]) => ({ key, keySpan: nowhere, value: treeFromJson(member, depth + 1) }));
    return { type: 'map', entries, span: nowhere };
  }
  const scalar =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
  return { type: 'scalar', value: scalar, span: nowhere };
}
