import type { Node } from './node.ts';

/** Aliases to collections multiply a document; past these bounds the library, which counts, reads it. */
const MAX_COLLECTION_ALIASES = 10;
const MAX_LENGTH = 20_000;

/** The anchors of one document, for the scanners. Each answer of `undefined` means: leave it to the library. */
export class Anchors {
  readonly #source: string;
  readonly #nodes = new Map<string, Node | 'open' | 'nothing'>();
  #collectionAliases = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** The name behind a `&` or `*` at `at`, when it is followed by what ends a name in either style. */
  nameAt(at: number): string | undefined {
    const source = this.#source;
    let end = at + 1;
    while (isNameCharacter(source.charCodeAt(end))) end += 1;
    if (end === at + 1) return undefined;
    const next = source[end];
    return next === undefined || ' \r\n,]}'.includes(next) ? source.slice(at + 1, end) : undefined;
  }

  /** The anchor's node begins: an alias inside it would be a circle. */
  open(name: string): void {
    this.#nodes.set(name, 'open');
  }

  close(name: string, node: Node | undefined): void {
    this.#nodes.set(name, node ?? 'nothing');
  }

  /** The node that `*name` stands for; `node` is `undefined` for an anchor on nothing. */
  resolve(name: string, at: number): { readonly node: Node | undefined } | undefined {
    const target = this.#nodes.get(name);
    if (target === undefined || target === 'open') return undefined;
    if (target === 'nothing') return { node: undefined };
    if (target.type === 'scalar')
      return { node: { ...target, alias: { start: at, end: at + 1 + name.length } } };
    this.#collectionAliases += 1;
    if (this.#collectionAliases > MAX_COLLECTION_ALIASES || this.#source.length > MAX_LENGTH)
      return undefined;
    return { node: target };
  }
}

function isNameCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 45 ||
    code === 95
  );
}
