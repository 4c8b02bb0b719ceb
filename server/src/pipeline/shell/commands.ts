/** A word of a command line. */
export interface Word {
  /** Without the quotes around it or around its parts; what a variable stands for is not filled in. */
  readonly text: string;
  /** Offsets into the script. */
  readonly start: number;
  readonly end: number;
}

/** One simple command: its program and arguments, without `sudo`, keywords and assignments before them. */
export interface ShellCommand {
  readonly words: readonly Word[];
  /** Assignments before it: `COSIGN_EXPERIMENTAL=1 cosign sign`. */
  readonly assignments: readonly Word[];
}

const keywords = new Set([
  'if',
  'then',
  'else',
  'elif',
  'do',
  'while',
  'until',
  '!',
  '{',
  'time',
  'exec',
  'sudo',
  'command',
]);
const operators = new Set(['\n', ';', '&', '|', '(', ')']);

/**
 * Reads a POSIX shell script well enough to see its commands. Never throws. What stands in `$(…)` is part of a word;
 * lines of here-documents read as commands.
 */
export function readCommands(script: string): readonly ShellCommand[] {
  const commands: ShellCommand[] = [];
  let words: Word[] = [];
  const finish = () => {
    const command = commandOf(words);
    if (command) commands.push(command);
    words = [];
  };
  let at = 0;
  while (at < script.length) {
    const character = script[at] ?? '';
    const continued = /^\\\r?\n/.exec(script.slice(at, at + 3));
    if (continued) at += continued[0].length;
    else if (operators.has(character)) {
      finish();
      at += 1;
    } else if (/\s/.test(character)) at += 1;
    else if (character === '#') at = lineStop(script, at);
    else {
      const word = readWord(script, at);
      words.push(word);
      at = word.end;
    }
  }
  finish();
  return commands;
}

/** What the script assigns by itself, as it is written: `IMAGE=ghcr.io/acme/app`, `export TAG="$1"`. */
export function assignmentsOf(commands: readonly ShellCommand[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { words, assignments } of commands) {
    const set = words.length === 0 ? assignments : words[0]?.text === 'export' ? words.slice(1) : [];
    for (const { text } of set) {
      const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(text);
      if (match?.[1] !== undefined) found[match[1]] = match[2] ?? '';
    }
  }
  return found;
}

function commandOf(words: readonly Word[]): ShellCommand | undefined {
  let from = 0;
  const assignments: Word[] = [];
  for (; from < words.length; from++) {
    const word = words[from] as Word;
    if (/^[A-Za-z_]\w*=/.test(word.text)) assignments.push(word);
    else if (!keywords.has(word.text)) break;
  }
  const rest = words.slice(from);
  return rest.length > 0 || assignments.length > 0 ? { words: rest, assignments } : undefined;
}

function readWord(script: string, start: number): Word {
  let text = '';
  let at = start;
  while (at < script.length) {
    const character = script[at] ?? '';
    if (/\s/.test(character) || operators.has(character)) break;
    if (character === '\\') {
      if (script[at + 1] === '\n') break;
      text += script[at + 1] ?? '';
      at += 2;
    } else if (character === "'") {
      const close = script.indexOf("'", at + 1);
      const end = close < 0 ? script.length : close;
      text += script.slice(at + 1, end);
      at = end + 1;
    } else if (character === '"') {
      const end = endOfQuoted(script, at + 1);
      text += script.slice(at + 1, end);
      at = end + 1;
    } else {
      const end = endOfSubstitution(script, at) ?? at + 1;
      text += script.slice(at, end);
      at = end;
    }
  }
  return { text, start, end: Math.min(at, script.length) };
}

/** Where the double quote closes. */
function endOfQuoted(script: string, from: number): number {
  let at = from;
  while (at < script.length && script[at] !== '"') {
    if (script[at] === '\\') at += 2;
    else at = endOfSubstitution(script, at) ?? at + 1;
  }
  return Math.min(at, script.length);
}

/** Behind `$(…)`, `${…}`, `${{ … }}`, CircleCI's `<< … >>` or backquotes that begin here. */
function endOfSubstitution(script: string, at: number): number | undefined {
  if (script[at] === '`') {
    const close = script.indexOf('`', at + 1);
    return close < 0 ? script.length : close + 1;
  }
  const parameter = script[at] === '<' ? /^<<\s*[\w.-]+\s*>>/.exec(script.slice(at, at + 200)) : null;
  if (parameter) return at + parameter[0].length;
  if (script[at] !== '$') return undefined;
  const open = script[at + 1];
  const close = open === '(' ? ')' : open === '{' ? '}' : undefined;
  if (close === undefined) return undefined;
  let depth = 0;
  for (let end = at + 1; end < script.length; end++) {
    if (script[end] === open) depth += 1;
    else if (script[end] === close && --depth === 0) return end + 1;
  }
  return script.length;
}

function lineStop(script: string, from: number): number {
  const end = script.indexOf('\n', from);
  return end < 0 ? script.length : end;
}
