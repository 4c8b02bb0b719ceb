import {
  commands,
  Disposable,
  EventEmitter,
  l10n,
  type Memento,
  Range,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  window,
  workspace,
} from 'vscode';
import { type ImagesResult, imagesRequest, type StatusParams } from '../../../server/src/lsp/protocol.ts';
import type { Server } from '../server.ts';
import { type Grouping, groupings, type ImagesNode, imagesTree } from './images-tree.ts';
import { verdictLook } from './verdict-look.ts';

const memory = 'imageseal.images.grouping';

/** The view "Images": every image of the open manifests and of those that were checked, with its verdict. */
export class ImagesView implements TreeDataProvider<ImagesNode>, Disposable {
  readonly #server: Server;
  readonly #state: Memento;
  readonly #changed = new EventEmitter<void>();
  readonly #tree;
  #grouping: Grouping;
  #running = false;

  constructor(server: Server, state: Memento) {
    this.#server = server;
    this.#state = state;
    const kept = state.get(memory);
    this.#grouping = groupings.find((each) => each === kept) ?? 'verdict';
    this.#tree = window.createTreeView('imageseal.images', { treeDataProvider: this, showCollapseAll: true });
    this.#tellGrouping();
  }

  get onDidChangeTreeData() {
    return this.#changed.event;
  }

  /** What the server knows may be more by now. */
  refresh(): void {
    this.#changed.fire();
  }

  group(grouping: Grouping): void {
    this.#grouping = grouping;
    void this.#state.update(memory, grouping);
    this.#tellGrouping();
    this.refresh();
  }

  /** The server says how it is: `undefined` when there is none. */
  showStatus(status: StatusParams | undefined): void {
    this.#tree.message = messageOf(status);
    if (this.#running === (status !== undefined)) return;
    this.#running = status !== undefined;
    // Until there is a server the view has nothing to show, so it stays out of the way.
    if (this.#running) void commands.executeCommand('setContext', 'imageseal.active', true);
    this.refresh();
  }

  async getChildren(node?: ImagesNode): Promise<ImagesNode[]> {
    if (node !== undefined) return node.kind === 'group' ? [...node.places] : [];
    // Looking at the view does not start a server.
    if (!this.#running) return [];
    const result = await this.#server.ask<ImagesResult>(imagesRequest, {});
    return imagesTree(result.images, this.#grouping, pathOf);
  }

  getTreeItem(node: ImagesNode): TreeItem {
    return node.kind === 'group' ? groupItem(node, this.#grouping) : placeItem(node);
  }

  dispose(): void {
    Disposable.from(this.#tree, this.#changed).dispose();
  }

  #tellGrouping(): void {
    void commands.executeCommand('setContext', memory, this.#grouping);
  }
}

function groupItem(node: Extract<ImagesNode, { kind: 'group' }>, grouping: Grouping): TreeItem {
  const state = grouping === 'image' ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.Expanded;
  const item = new TreeItem(node.label, state);
  item.id = node.id;
  item.description = node.description;
  if (node.uri === undefined) item.iconPath = iconOf(node.verdict);
  else {
    item.resourceUri = Uri.parse(node.uri);
    item.iconPath = ThemeIcon.File;
  }
  const { label } = verdictLook(node.verdict);
  const count = node.places.length;
  const spoken =
    grouping === 'verdict'
      ? l10n.t('{0}, images: {1}', label, count)
      : l10n.t('{0}: {1}, images: {2}', node.label, label, count);
  item.accessibilityInformation = { label: spoken };
  if (grouping === 'image') item.tooltip = node.places[0]?.item.image;
  return item;
}

function placeItem({
  id,
  label,
  description,
  item: image,
}: Extract<ImagesNode, { kind: 'place' }>): TreeItem {
  const item = new TreeItem(label);
  item.id = id;
  item.description = description;
  item.iconPath = iconOf(image.verdict);
  item.tooltip = `${image.image}\n${image.summary}`;
  item.contextValue = 'image';
  const { start, end } = image.range;
  const selection = new Range(start.line, start.character, end.line, end.character);
  item.command = {
    title: l10n.t('Open'),
    command: 'vscode.open',
    arguments: [Uri.parse(image.uri), { selection }],
  };
  item.accessibilityInformation = { label: `${label}, ${description}. ${image.summary}` };
  return item;
}

function iconOf(verdict: Parameters<typeof verdictLook>[0]): ThemeIcon {
  const { icon, color } = verdictLook(verdict);
  return new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color));
}

function messageOf(status: StatusParams | undefined): string {
  switch (status?.mode) {
    case 'restricted':
      return l10n.t('No registry is asked here, so nothing is known of signatures.');
    case 'offline':
      return l10n.t('Offline: only what is already known of images is shown.');
    default:
      return '';
  }
}

function pathOf(uri: string): string {
  return workspace.asRelativePath(Uri.parse(uri));
}
