import type { Node, ScalarNode } from './node.ts';
import type { Span } from './text-span.ts';

/** Plain scalars that YAML reads as null, a boolean or a number, and so are no text. */
const NULL = /^(?:~|null|Null|NULL)$/;
const NUMBER = /^[-+]?(?:0x[\da-fA-F]+|0o[0-7]+|\d[\d_]*|(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?)$/;
const BOOLEAN = /^(?:true|True|TRUE|false|False|FALSE)$/;

/** The scalar when it holds text that is not blank: no null, boolean or number, no collection. */
export function textScalar(node: Node | undefined): ScalarNode | undefined {
  const scalar = filledScalar(node);
  if (scalar?.style !== 'plain') return scalar;
  return NUMBER.test(scalar.value) || BOOLEAN.test(scalar.value) ? undefined : scalar;
}

/** As `textScalar`, but numbers and booleans will do: tags are often written `1.25`. */
export function filledScalar(node: Node | undefined): ScalarNode | undefined {
  if (node?.type !== 'scalar' || node.value.trim() === '') return undefined;
  return node.style === 'plain' && NULL.test(node.value) ? undefined : node;
}

/** A tag as Helm prints it: the float `1.10` is `1.1` there, the quoted text "1.10" is not. */
export function helmText(scalar: ScalarNode): string {
  const { value, style } = scalar;
  return style === 'plain' && /^\d+\.\d+$/.test(value) && Number(value) < 1e6 ? String(Number(value)) : value;
}

/** Where the value is written in its own field: the alias, not its anchor. */
export function placeOf(scalar: ScalarNode): Span {
  return scalar.alias ?? scalar.span;
}

/** Is the value at `span` an anchor's, so that a change would reach wherever an alias repeats it? */
export function isAnchored(source: string, span: Span): boolean {
  const before = source.slice(Math.max(0, span.start - 160), span.start);
  return /(?:^|[\s,[{])&[^\s,[\]{}]+\s+(?:!\S*\s+)?(?:["']|[|>][^\n]*\n\s*)?$/.test(before);
}
