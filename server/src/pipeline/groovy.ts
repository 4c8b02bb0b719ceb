import type { Script } from './scripts.ts';

/** An `sh` step of a Jenkinsfile with a text that is written in it. */
export interface ShellStep {
  readonly start: number;
  readonly end: number;
  readonly quote: string;
  readonly script: Script;
  /** The names of the blocks it stands in, the outermost first: `pipeline`, `stages`, `stage`, `steps`. */
  readonly blocks: readonly string[];
  readonly stage: string | undefined;
}

interface Block {
  readonly name: string;
  readonly stage: string | undefined;
}

const stringStart = /^(?:'''|"""|'|")/;

/**
 * Finds the shell steps of a Jenkinsfile by reading its comments, texts and braces alone; none when those do not add
 * up. Never throws.
 */
export function readGroovy(text: string): readonly ShellStep[] {
  const steps: ShellStep[] = [];
  const blocks: Block[] = [];
  /** Where the statement that is read began. */
  let statement = 0;
  let at = 0;
  while (at < text.length) {
    const two = text.slice(at, at + 2);
    const character = text[at] ?? '';
    if (two === '//') at = lineStop(text, at);
    else if (two === '/*') {
      const close = text.indexOf('*/', at + 2);
      if (close < 0) return [];
      at = close + 2;
    } else if (stringStart.test(text.slice(at, at + 3))) {
      const quote = stringStart.exec(text.slice(at, at + 3))?.[0] ?? '';
      const close = closeOf(text, at + quote.length, quote);
      if (close === undefined) return [];
      const step = shellStep(text, at, close, quote);
      if (step) {
        const stage = blocks.findLast((block) => block.stage !== undefined)?.stage;
        steps.push({ ...step, blocks: blocks.map(({ name }) => name), stage });
      }
      at = close + quote.length;
    } else {
      if (character === '{') {
        const head = text.slice(statement, at);
        blocks.push({ name: /(\w+)[ \t]*(?:\([^(){}]*\))?\s*$/.exec(head)?.[1] ?? '', stage: stageOf(head) });
      } else if (character === '}' && blocks.pop() === undefined) return [];
      at += 1;
      if (character === '{' || character === '}' || character === '\n' || character === ';') statement = at;
    }
  }
  return blocks.length === 0 ? steps : [];
}

function stageOf(head: string): string | undefined {
  return /\bstage[ \t]*\(?[ \t]*(['"])(.*?)\1[ \t]*\)?\s*$/.exec(head)?.[2];
}

/** `sh 'text'`, `sh('text')`, `sh(script: 'text')`: nothing else may stand in it. */
function shellStep(
  text: string,
  open: number,
  close: number,
  quote: string,
): Omit<ShellStep, 'blocks' | 'stage'> | undefined {
  // Not all of a line: of one with a thousand texts that would be a million.
  const before = text.slice(Math.max(0, open - 200), open);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const head = /\bsh[ \t]*(\(?)[ \t]*(?:script[ \t]*:[ \t]*)?$/.exec(line);
  if (head === null) return undefined;
  let end = close + quote.length;
  if (head[1] === '(') {
    const tail = /^[ \t]*(?:,[ \t]*\w+[ \t]*:[ \t]*['"\w ]+)*[ \t]*\)/.exec(text.slice(end, end + 200));
    if (tail === null) return undefined;
    end += tail[0].length;
  }
  const offset = open + quote.length;
  return {
    start: open - line.length + head.index,
    end,
    quote,
    script: { source: text.slice(offset, close), offset },
  };
}

function closeOf(text: string, from: number, quote: string): number | undefined {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text.startsWith(quote, at)) return at;
    // A text in single marks ends with its line.
    else if (text[at] === '\n' && quote.length === 1) return undefined;
  }
  return undefined;
}

function lineStop(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
