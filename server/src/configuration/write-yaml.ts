/** What a configuration consists of. */
export type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

/**
 * A value in YAML's block style, as lines without indentation; a text of one line, or an empty collection, is one
 * line.
 */
export function blockLines(value: Value): string[] {
  if (isList(value)) {
    if (value.length === 0) return ['[]'];
    return value.flatMap((item) => behind('- ', blockLines(item)));
  }
  if (typeof value === 'object') {
    const entries = Object.entries(value);
    if (entries.length === 0) return ['{}'];
    return entries.flatMap(([key, member]) => entryLines(key, member));
  }
  return [scalar(value)];
}

/** One key with its value, in block style. */
export function entryLines(key: string, value: Value): string[] {
  const start = `${scalar(key)}:`;
  if (typeof value === 'string' && isBlockText(value)) {
    const lines = value.replace(/\n$/, '').split('\n');
    return [`${start} ${value.endsWith('\n') ? '|' : '|-'}`, ...lines.map((line) => `  ${line}`)];
  }
  const lines = blockLines(value);
  const nested = typeof value === 'object' && Object.keys(value).length > 0;
  return nested ? [start, ...lines.map((line) => `  ${line}`)] : [`${start} ${lines[0]}`];
}

/** A value in YAML's flow style, on one line. */
export function flow(value: Value): string {
  if (isList(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object') return scalar(value);
  const entries = Object.entries(value).map(([key, member]) => `${scalar(key)}: ${flow(member)}`);
  return entries.length > 0 ? `{ ${entries.join(', ')} }` : '{}';
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** Lines that a literal block keeps as they are. */
function isBlockText(text: string): boolean {
  return /^[!-~][ -~]*(?:\n[!-~][ -~]*)+\n?$/.test(text);
}

function behind(dash: string, [first = '', ...rest]: readonly string[]): string[] {
  return [dash + first, ...rest.map((line) => ' '.repeat(dash.length) + line)];
}

/** Plain where nobody can take it for anything but text; otherwise in quotes, single ones where they do. */
function scalar(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  const plain = /^[A-Za-z./][\w./@+-]*(?::[\w./@+-]+)*$/.test(value) && !isReserved(value);
  if (plain) return value;
  return /^[ -~]*$/.test(value) ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
}

/** Also what older YAML takes for something else, and numbers such as `.5`. */
function isReserved(value: string): boolean {
  return (
    /^(?:null|true|false|yes|no|on|off|y|n|\.(?:inf|nan)|[.\d].*\d.*|\.+|---)$/i.test(value) &&
    !value.includes('/')
  );
}
