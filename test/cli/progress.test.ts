import { describe, expect, it } from 'vitest';
import { Progress } from '../../server/src/cli/check/progress.ts';

function terminal(isTerminal: boolean) {
  const texts: string[] = [];
  let now = 0;
  const output = { isTerminal, columns: 20, write: (text: string) => void texts.push(text) };
  const progress = new Progress(output, () => now);
  return {
    texts,
    progress,
    wait: (ms: number) => {
      now += ms;
    },
  };
}

describe('progress', () => {
  it('is one line, written over, and gone at the end', () => {
    const { texts, progress, wait } = terminal(true);
    progress.update(() => 'never seen');
    wait(500);
    progress.update(() => '1 of 9');
    progress.update(() => 'too soon');
    wait(100);
    progress.update(() => 'this one is longer than the terminal');
    progress.clear();
    progress.clear();
    expect(texts).toEqual(['\r\u001b[K1 of 9', '\r\u001b[Kthis one is longer ', '\r\u001b[K']);
  });

  it('is silent where nobody watches, and in short runs', () => {
    const pipe = terminal(false);
    pipe.wait(5_000);
    pipe.progress.update(() => 'x');
    const short = terminal(true);
    short.progress.update(() => 'x');
    short.progress.clear();
    expect([...pipe.texts, ...short.texts]).toEqual([]);
  });
});
