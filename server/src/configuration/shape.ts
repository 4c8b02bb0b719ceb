import type { TextFormat } from './text-formats.ts';

/**
 * What a value of the configuration must look like. One table of shapes (schema.ts) drives the validator, completion,
 * hovers and the JSON schema.
 */
export type Shape = MapShape | DictionaryShape | ListShape | ChoiceShape | TextShape | BooleanShape;

/** Fixed keys. */
export interface MapShape {
  readonly type: 'map';
  readonly keys: Readonly<Record<string, Member>>;
  readonly required?: readonly string[];
  /** Exactly one key of each group. */
  readonly oneOf?: readonly KeyGroup[];
  /** Keys that mean something only beside another one. */
  readonly beside?: Readonly<Record<string, string>>;
  /** At least one of these keys. */
  readonly anyOf?: readonly string[];
  /** The keys are rules: messages call them so. */
  readonly rules?: true;
  /**
   * `kept`: a value with anything wrong in it is kept, with `damaged: true`, even when a required key is missing.
   * `marked`: so marked, but dropped without its required keys. Otherwise what is wrong is left out.
   */
  readonly damage?: 'kept' | 'marked';
}

export interface KeyGroup {
  readonly keys: readonly string[];
  /** None is needed where the text of another key matches this expression. */
  readonly impliedBy?: { readonly key: string; readonly pattern: string };
}

export interface Member {
  readonly shape: Shape;
  /** One sentence for hover, completion and the JSON schema. */
  readonly describe: () => string;
}

/** Free keys, all with values of one shape. */
export interface DictionaryShape {
  readonly type: 'dictionary';
  readonly key: TextFormat;
  readonly value: Shape;
}

export interface ListShape {
  readonly type: 'list';
  readonly item: Shape;
  readonly nonEmpty?: true;
}

interface ChoiceShape {
  readonly type: 'choice';
  readonly values: readonly string[];
}

export interface TextShape {
  readonly type: 'text';
  readonly format: TextFormat;
  /** The text names something that must exist; front ends check it. */
  readonly refersTo?: 'file' | 'folder';
  /** What completion offers; other texts are as good. */
  readonly examples?: readonly string[];
}

export interface BooleanShape {
  readonly type: 'boolean';
}

/** The shape of what stands at `path` (keys and list indices), with its description; `undefined` when nothing may. */
export function memberAt(root: Member, path: readonly (string | number)[]): Member | undefined {
  let member: Member | undefined = root;
  for (const step of path) {
    if (!member) return undefined;
    const { shape, describe }: Member = member;
    if (typeof step === 'number')
      member = shape.type === 'list' ? { shape: shape.item, describe } : undefined;
    else if (shape.type === 'map') member = Object.hasOwn(shape.keys, step) ? shape.keys[step] : undefined;
    else member = shape.type === 'dictionary' ? { shape: shape.value, describe } : undefined;
  }
  return member;
}
