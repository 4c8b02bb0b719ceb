import { kindFamilies } from './kinds/index.ts';
import type { KindRow } from './kinds/kind-row.ts';
import { addPath, type PathTrie } from './path-trie.ts';

/** The table of kinds by `group/Kind`, as it is written. */
const rowsOf = rowsByKind();

/** What of the table was asked for: a file names few of its kinds. */
const tries = new Map<string, PathTrie>();

function rowsByKind(): ReadonlyMap<string, readonly KindRow[]> {
  const table = new Map<string, KindRow[]>();
  for (const row of kindFamilies.flatMap((family) => family.rows)) {
    for (const kind of row.kinds) {
      const id = `${row.group}/${kind}`;
      const rows = table.get(id);
      if (rows) rows.push(row);
      else table.set(id, [row]);
    }
  }
  return table;
}

/** The paths of a kind, given as `group/Kind`; `undefined` when the table does not know it. */
export function trieOf(id: string): PathTrie | undefined {
  const known = tries.get(id);
  const rows = rowsOf.get(id);
  if (known || !rows) return known;
  const trie: PathTrie = {};
  for (const path of rows.flatMap(({ paths }) => paths)) addPath(trie, path);
  tries.set(id, trie);
  return trie;
}
