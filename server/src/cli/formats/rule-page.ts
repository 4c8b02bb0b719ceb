import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleId } from '../../configuration/rule-ids.ts';

export interface RulePage {
  /** One sentence without the rule's id. */
  readonly title: string;
  /** The first paragraph. */
  readonly summary: string;
  /** The whole page; `undefined` where it is not installed. */
  readonly markdown: string | undefined;
}

/** What docs/rules says about a rule. */
export function rulePage(id: RuleId, docsDirectory: string): RulePage {
  let markdown: string;
  try {
    // The pages link to each other; elsewhere those links lead nowhere.
    markdown = readFileSync(join(docsDirectory, `${id}.md`), 'utf8').replace(
      /\[([^\]]*)\]\([^)]*\.md\)/g,
      '$1',
    );
  } catch {
    return { title: id, summary: id, markdown: undefined };
  }
  const [heading = '', ...rest] = markdown.split(/\r?\n\r?\n/);
  const title = heading.replace(/^#\s*(?:`[^`]*`:\s*)?/, '').trim();
  const summary = rest.find((paragraph) => !/^(?:#|Default severity)/.test(paragraph)) ?? title;
  return {
    title: capitalise(title),
    summary: summary.replace(/\s+/g, ' ').trim(),
    markdown,
  };
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
