import * as l10n from '@vscode/l10n';
import type { Span } from '../manifest/text-span.ts';
import { type CursorContext, type KeyInText, outline } from './cursor-context.ts';
import { configurationSchema } from './schema.ts';
import { memberAt, type Shape } from './shape.ts';

export interface ConfigurationCompletion {
  readonly kind: 'key' | 'value';
  readonly label: string;
  readonly insertText: string;
  /** One sentence. */
  readonly detail: string;
  /** What `insertText` replaces. */
  readonly span: Span;
}

/** What can be written at `offset` of a `.imageseal.yaml`, however unfinished the text is. */
export function completeConfiguration(text: string, offset: number): ConfigurationCompletion[] {
  const { keys, cursor } = outline(text, offset);
  const member = cursor && memberAt(configurationSchema, cursor.path);
  if (!member) return [];
  const { shape, describe } = member;
  if (shape.type === 'choice') return values(shape.values, describe(), text, cursor);
  if (shape.type === 'boolean') return values(['true', 'false'], describe(), text, cursor);
  if (shape.type === 'text' && shape.examples) return values(shape.examples, describe(), text, cursor);
  if (cursor.position === 'value') return [];
  if (shape.type === 'map') {
    const siblings = new Set(keys.filter((key) => isSibling(key, cursor)).map((key) => key.path.at(-1)));
    return keysOf(shape, '', text, cursor).filter(({ label }) => !siblings.has(label));
  }
  if (shape.type === 'list' && shape.item.type === 'map') return keysOf(shape.item, '- ', text, cursor);
  return [];
}

/** What the key at `offset` is for, as one or two sentences; `undefined` where there is no known key. */
export function hoverConfiguration(text: string, offset: number): { text: string; span: Span } | undefined {
  const key = outline(text, offset).keys.find(({ span }) => span.start <= offset && offset <= span.end);
  const member = key && memberAt(configurationSchema, key.path);
  if (!member) return undefined;
  const allowed = allowedValues(member.shape);
  const sentence = member.describe();
  return {
    text: allowed ? `${sentence} ${l10n.t('Values: {0}.', allowed.join(', '))}` : sentence,
    span: key.span,
  };
}

function allowedValues(shape: Shape): readonly string[] | undefined {
  if (shape.type === 'choice') return shape.values;
  return shape.type === 'boolean' ? ['true', 'false'] : undefined;
}

function values(
  all: readonly string[],
  detail: string,
  text: string,
  cursor: CursorContext,
): ConfigurationCompletion[] {
  const glued = text[cursor.span.start - 1] === ':';
  return all.map((value) => ({
    kind: 'value',
    label: value,
    insertText: glued ? ` ${value}` : value,
    detail,
    span: cursor.span,
  }));
}

function keysOf(
  shape: Extract<Shape, { type: 'map' }>,
  before: string,
  text: string,
  cursor: CursorContext,
): ConfigurationCompletion[] {
  const hasColon = /^[ ]*:/.test(text.slice(cursor.span.end, cursor.span.end + 8));
  return Object.entries(shape.keys).map(([key, { shape: inner, describe }]) => {
    const scalar = inner.type === 'choice' || inner.type === 'text' || inner.type === 'boolean';
    const colon = hasColon ? '' : scalar || cursor.flow ? ': ' : ':';
    return {
      kind: 'key',
      label: key,
      insertText: `${before}${key}${colon}`,
      detail: describe(),
      span: cursor.span,
    };
  });
}

/** A key of the map the cursor is in, other than the one being typed. */
function isSibling({ path, span }: KeyInText, cursor: CursorContext): boolean {
  return (
    path.length === cursor.path.length + 1 &&
    cursor.path.every((step, index) => step === path[index]) &&
    !(span.start <= cursor.span.start && cursor.span.start <= span.end)
  );
}
