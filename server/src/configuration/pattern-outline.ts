/** What can be told of a regular expression (RE2) by reading it. */
export interface PatternOutline {
  /** A text that it most likely matches. */
  readonly example: string;
  /** A match must begin where the text does, or may take in all that stands before it. */
  readonly startsFixed: boolean;
  readonly endsFixed: boolean;
  /** Something must stand before `^` or after `$`: it matches nothing. */
  readonly impossible: boolean;
  /** `a|b`, not in a group. */
  readonly alternatives: boolean;
}

/** How one side of a match is held: by an anchor, by taking in all there is, or not. */
type Edge = 'anchor' | 'all' | 'open';

interface Part {
  readonly example: string;
  readonly start: Edge;
  readonly end: Edge;
  readonly impossible: boolean;
  /** It takes at least one character. */
  readonly takes: boolean;
  /** It takes none at all. */
  readonly empty: boolean;
  readonly anyCharacter?: true;
}

const nothing: Part = {
  example: '',
  start: 'open',
  end: 'open',
  impossible: false,
  takes: false,
  empty: true,
};
const atStart: Part = { ...nothing, start: 'anchor' };
const atEnd: Part = { ...nothing, end: 'anchor' };

const maxDepth = 50;
/** Repetitions of repetitions grow without end. */
const maxExample = 500;

/** `undefined` for what is not understood here. */
export function outlinePattern(pattern: string): PatternOutline | undefined {
  const reader = new PatternReader(pattern);
  const whole = reader.alternation(0);
  if (whole === undefined || !reader.done) return undefined;
  const { example, start, end, impossible, alternatives } = whole;
  return {
    example,
    startsFixed: start !== 'open',
    endsFixed: end !== 'open',
    impossible,
    alternatives: alternatives > 1,
  };
}

class PatternReader {
  readonly #pattern: string;
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  get done(): boolean {
    return this.#at === this.#pattern.length;
  }

  alternation(depth: number): (Part & { readonly alternatives: number }) | undefined {
    const parts: Part[] = [];
    do {
      const part = depth > maxDepth ? undefined : this.#sequence(depth);
      if (part === undefined) return undefined;
      parts.push(part);
    } while (this.#take('|'));
    const possible = parts.filter(({ impossible }) => !impossible);
    return {
      example: (possible[0] ?? parts[0])?.example ?? '',
      start: weakest(possible.map(({ start }) => start)),
      end: weakest(possible.map(({ end }) => end)),
      impossible: possible.length === 0,
      takes: possible.every(({ takes }) => takes),
      empty: possible.every(({ empty }) => empty),
      alternatives: parts.length,
    };
  }

  #sequence(depth: number): Part | undefined {
    let whole: Part = nothing;
    while (!this.done && this.#next !== '|' && this.#next !== ')') {
      const atom = this.#atom(depth);
      const part = atom && this.#quantified(atom);
      if (part === undefined) return undefined;
      whole = joined(whole, part);
    }
    return whole;
  }

  get #next(): string | undefined {
    return this.#pattern[this.#at];
  }

  #take(text: string): boolean {
    if (!this.#pattern.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** What `expression` (sticky) matches here. */
  #match(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at;
    const match = expression.exec(this.#pattern) ?? undefined;
    if (match) this.#at += match[0].length;
    return match;
  }

  #atom(depth: number): Part | undefined {
    if (this.#take('^')) return atStart;
    if (this.#take('$')) return atEnd;
    if (this.#take('.')) return { ...literal('x'), anyCharacter: true };
    if (this.#match(/\(\?[a-zA-Z-]+\)/y)) return nothing;
    if (this.#match(/\((?:\?(?:[a-zA-Z-]*:|P?<\w+>))?/y)) {
      const group = this.alternation(depth + 1);
      return group && this.#take(')') ? group : undefined;
    }
    const quoted = this.#match(/\\Q(.*?)(?:\\E|$)/sy);
    if (quoted) return literal(quoted[1] ?? '');
    const characters = this.#match(/\[(\^?)(\]?(?:\\.|\[:\^?\w+:\]|[^\\\]])*)\]/sy);
    if (characters) return literal(memberOf(characters[2] ?? '', characters[1] === '^'));
    const escapes = this.#match(/\\(?:[pP](?:\{[^}]*\}|.)|.)/sy);
    if (escapes) return escaped(escapes[0].slice(1));
    return this.#match(/[*+?)\\]/y) ? undefined : literal(this.#match(/./suy)?.[0] ?? '');
  }

  #quantified(atom: Part): Part {
    const [text, least, exact] = this.#match(/(?:[*+?]|\{(\d+)(,\d*)?\})\??/y) ?? [];
    if (text === undefined) return atom;
    const times = least === undefined ? (text.startsWith('+') ? 1 : 0) : Number(least);
    const example = atom.example.repeat(Math.min(times, 64)).slice(0, maxExample);
    const unbounded = least === undefined ? !text.startsWith('?') : exact === ',';
    if (atom.anyCharacter && unbounded) {
      return { ...nothing, example, start: 'all', end: 'all', takes: times > 0, empty: false };
    }
    if (times === 0) return { ...nothing, example, empty: atom.empty };
    return { ...atom, example };
  }
}

function joined(before: Part, part: Part): Part {
  return {
    example: (before.example + part.example).slice(0, maxExample),
    start:
      before.empty || (!before.takes && part.start === 'anchor')
        ? stronger(before.start, part.start)
        : before.start,
    end: part.takes ? part.end : stronger(before.end, part.end),
    impossible:
      before.impossible ||
      part.impossible ||
      (before.takes && part.start === 'anchor') ||
      (before.end === 'anchor' && part.takes),
    takes: before.takes || part.takes,
    empty: before.empty && part.empty,
  };
}

const strength: readonly Edge[] = ['open', 'all', 'anchor'];

function stronger(a: Edge, b: Edge): Edge {
  return strength.indexOf(a) > strength.indexOf(b) ? a : b;
}

function weakest(edges: readonly Edge[]): Edge {
  return strength.find((edge) => edges.includes(edge)) ?? 'open';
}

function literal(example: string): Part {
  return { ...nothing, example, takes: example !== '', empty: example === '' };
}

function escaped(name: string): Part | undefined {
  switch (name[0]) {
    case 'A':
      return atStart;
    case 'z':
      return atEnd;
    case 'b':
    case 'B':
      return nothing;
    case 'd':
      return literal('1');
    case 's':
      return literal(' ');
    case 'W':
      return literal('-');
    case 'D':
    case 'S':
    case 'w':
    case 'p':
    case 'P':
      return literal('x');
    default:
      return /^[^a-zA-Z0-9]/.test(name) ? literal(name) : undefined;
  }
}

/** A character that the inside of a class most likely means. */
function memberOf(inside: string, negated: boolean): string {
  if (negated) return [...'x1-é'].find((character) => !inside.includes(character)) ?? 'x';
  if (/^\[:|^\\[wpS]/.test(inside)) return 'x';
  if (/^\\d/.test(inside)) return '1';
  return (inside.startsWith('\\') ? inside[1] : inside[0]) ?? 'x';
}
