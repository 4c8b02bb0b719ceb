/** What a step is made of. */
export type Yaml = string | boolean | readonly Yaml[] | Commented | { readonly [key: string]: Yaml };

/** A text with a comment behind it, as in `uses: owner/name@<commit> # v1.2.3`; flow style has no room for it. */
export class Commented {
  readonly value: string;
  readonly comment: string;

  constructor(value: string, comment: string) {
    this.value = value;
    this.comment = comment;
  }
}

/** In block style, as lines without indentation. */
export function blockLines(value: Yaml): string[] {
  if (typeof value === 'string') return scalarLines(value);
  if (typeof value === 'boolean') return [String(value)];
  if (value instanceof Commented) return [`${plainOrQuoted(value.value, false)} # ${value.comment}`];
  if (isList(value)) return value.flatMap((item) => itemLines(item));
  return Object.entries(value).flatMap(([key, member]) => entryLines(key, member));
}

export function entryLines(key: string, value: Yaml): string[] {
  const start = `${keyText(key, false)}:`;
  const lines = blockLines(value);
  if (isCollection(value)) {
    if (lines.length === 0) return [`${start} ${isList(value) ? '[]' : '{}'}`];
    return [start, ...lines.map(indented)];
  }
  const [first = '', ...rest] = lines;
  return [`${start} ${first}`, ...rest];
}

/** An item of a list, its dash `width` characters before its content. */
export function itemLines(value: Yaml, width = 2): string[] {
  const lines = blockLines(value);
  // Of a text of several lines the dash sets them off enough.
  const isText = typeof value === 'string' && lines.length > 1;
  return behind('-'.padEnd(width), isText ? lines.map((line) => line.replace(/^ {2}/, '')) : lines);
}

/** In flow style, on one line. */
export function flow(value: Yaml): string {
  if (typeof value === 'string')
    return value.includes('\n') ? JSON.stringify(value) : plainOrQuoted(value, true);
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Commented) return plainOrQuoted(value.value, true);
  if (isList(value)) return `[${value.map(flow).join(', ')}]`;
  return `{ ${flowEntries(value)} }`;
}

export function flowEntries(value: { readonly [key: string]: Yaml }): string {
  return Object.entries(value)
    .map(([key, member]) => `${keyText(key, true)}: ${flow(member)}`)
    .join(', ');
}

function isList(value: Yaml): value is readonly Yaml[] {
  return Array.isArray(value);
}

function isCollection(value: Yaml): boolean {
  return typeof value === 'object' && !(value instanceof Commented);
}

function scalarLines(value: string): string[] {
  if (!value.includes('\n')) return [plainOrQuoted(value, false)];
  const lines = value.replace(/\n$/, '').split('\n');
  return [value.endsWith('\n') ? '|' : '|-', ...lines.map(indented)];
}

/** `on` is a text to everybody who reads CI files. */
function keyText(key: string, inFlow: boolean): string {
  return /^[A-Za-z_][\w-]*$/.test(key) ? key : plainOrQuoted(key, inFlow);
}

/** Blank lines carry no blanks. */
function indented(line: string): string {
  return line === '' ? '' : `  ${line}`;
}

function behind(dash: string, [first = '', ...rest]: readonly string[]): string[] {
  return [dash + first, ...rest.map((line) => (line === '' ? '' : ' '.repeat(dash.length) + line))];
}

/** Plain where nobody can take it for anything but this text, as people write steps; otherwise in quotes. */
function plainOrQuoted(value: string, inFlow: boolean): string {
  const plain =
    /^(?:[A-Za-z0-9./$_(]|-(?![- ]?(?:$| )))[ -~]*$/.test(value) &&
    !/: |:$| #| $/.test(value) &&
    !/^(?:null|true|false|yes|no|on|off|y|n|~|[-+.\d][\d._eExXoO+-]*)$/i.test(value) &&
    !(inFlow && /[,[\]{}]|:/.test(value));
  if (plain) return value;
  return /^[ -~]*$/.test(value) ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
}
