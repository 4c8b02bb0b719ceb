import { l10n } from 'vscode';
import { type ImageItem, verdictOrder } from '../../../server/src/lsp/protocol.ts';
import type { Verdict } from '../../../server/src/signature/report.ts';
import { verdictLook } from './verdict-look.ts';

export const groupings = ['verdict', 'file', 'image'] as const;

export type Grouping = (typeof groupings)[number];

/** What stands in the tree: groups, and below each the places that name an image. */
export type ImagesNode = GroupNode | PlaceNode;

export interface GroupNode {
  readonly kind: 'group';
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** The one that calls most for attention. */
  readonly verdict: Verdict;
  /** Only of the grouping by file. */
  readonly uri?: string;
  readonly places: readonly PlaceNode[];
}

export interface PlaceNode {
  readonly kind: 'place';
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly item: ImageItem;
}

/** The tree, by verdict, file or image; what calls for attention first. `pathOf` names a file for people. */
export function imagesTree(
  items: readonly ImageItem[],
  grouping: Grouping,
  pathOf: (uri: string) => string,
): GroupNode[] {
  const groups = new Map<string, ImageItem[]>();
  for (const item of items) {
    const key = keyOf(item, grouping);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  const nodes = [...groups].map(([key, members]) => groupNode(key, members, grouping, pathOf));
  const rank = ({ verdict }: GroupNode) => verdictOrder.indexOf(verdict);
  if (grouping === 'file') return nodes.sort((a, b) => (pathOf(a.uri ?? '') < pathOf(b.uri ?? '') ? -1 : 1));
  return nodes.sort((a, b) => rank(a) - rank(b) || (a.label < b.label ? -1 : 1));
}

function keyOf({ uri, image, verdict }: ImageItem, grouping: Grouping): string {
  switch (grouping) {
    case 'verdict':
      return verdict;
    case 'file':
      return uri;
    case 'image':
      return image;
  }
}

function groupNode(
  key: string,
  items: readonly ImageItem[],
  grouping: Grouping,
  pathOf: (uri: string) => string,
): GroupNode {
  const verdict = verdictOrder.find((each) => items.some((item) => item.verdict === each)) ?? 'unknown';
  const places = items.map((item) => placeNode(item, grouping, pathOf));
  const common = { kind: 'group' as const, id: `${grouping} ${key}`, verdict, places };
  switch (grouping) {
    case 'verdict':
      return { ...common, label: verdictLook(verdict).label, description: String(items.length) };
    case 'file': {
      const { name, folder } = splitPath(pathOf(key));
      return { ...common, uri: key, label: name, description: folder };
    }
    case 'image': {
      const { name, registry } = items[0]!;
      const word = verdictLook(verdict).label;
      return { ...common, label: name, description: registry === undefined ? word : `${word} · ${registry}` };
    }
  }
}

function placeNode(item: ImageItem, grouping: Grouping, pathOf: (uri: string) => string): PlaceNode {
  const { uri, range, name, verdict } = item;
  const line = range.start.line + 1;
  const path = pathOf(uri);
  const { name: fileName, folder } = splitPath(path);
  const id = `${grouping} ${uri} ${line}:${range.start.character}`;
  const { label: word } = verdictLook(verdict);
  switch (grouping) {
    case 'verdict':
      // The end may be cut off, so the folder stands there.
      return {
        kind: 'place',
        id,
        label: name,
        description: folder === '' ? `${fileName}:${line}` : `${fileName}:${line} · ${folder}`,
        item,
      };
    case 'file':
      return { kind: 'place', id, label: name, description: l10n.t('{0}, line {1}', word, line), item };
    case 'image':
      return { kind: 'place', id, label: `${path}:${line}`, description: word, item };
  }
}

function splitPath(path: string): { readonly name: string; readonly folder: string } {
  const slash = path.lastIndexOf('/');
  return { name: path.slice(slash + 1), folder: path.slice(0, Math.max(0, slash)) };
}
