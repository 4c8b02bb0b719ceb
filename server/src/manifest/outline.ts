import { trieOf } from './kind-table.ts';
import { isNeverSearched } from './kinds/never.ts';
import type { LocateOptions } from './locate.ts';
import type { PathTrie } from './path-trie.ts';

const outlines = new Map<string, PathTrie>();

const kindLine = /^kind:[ ]+["']?([A-Za-z][A-Za-z0-9]*)["']?[ ]*(?:#.*)?\r?$/gm;
const apiVersionLine = /^apiVersion:[ ]+["']?([A-Za-z][\w./-]*)["']?[ ]*(?:#.*)?\r?$/gm;

/**
 * What of a document can matter, told from its first column alone, before it is read: `none` when its kind names no
 * image, an outline when the table knows where it does, `undefined` when the whole document has to be read: lists, kinds
 * that the generic rule searches, the user's own paths, anchors (which may stand anywhere).
 */
export function outlineOf(source: string, options: LocateOptions): PathTrie | 'none' | undefined {
  if (options.fileKind !== 'manifest' || options.imagePaths?.markers.length) return undefined;
  const kind = onlyMatch(kindLine, source);
  const apiVersion = onlyMatch(apiVersionLine, source);
  if (kind === undefined || apiVersion === undefined || kind.endsWith('List')) return undefined;
  if (source.includes('&') && /[\s[{,]&[\w-]/.test(source)) return undefined;
  const group = apiVersion.slice(0, Math.max(apiVersion.lastIndexOf('/'), 0));
  const id = `${group}/${kind}`;
  const known = outlines.get(id);
  if (known) return known;
  const trie = trieOf(id);
  if (trie === undefined) return group.includes('.') && !isNeverSearched(group) ? undefined : 'none';
  if (trie.shape || trie.any || trie.items || trie.keys?.has('metadata')) return undefined;
  const outline = { keys: new Map([...identity, ...(trie.keys ?? [])]) };
  outlines.set(id, outline);
  return outline;
}

/** Who the resource is. */
const leaf: PathTrie = {};
const identity: readonly (readonly [string, PathTrie])[] = [
  ['apiVersion', leaf],
  ['kind', leaf],
  [
    'metadata',
    {
      keys: new Map([
        ['name', leaf],
        ['namespace', leaf],
      ]),
    },
  ],
];

function onlyMatch(pattern: RegExp, source: string): string | undefined {
  pattern.lastIndex = 0;
  const match = pattern.exec(source);
  return match && !pattern.test(source) ? match[1] : undefined;
}
