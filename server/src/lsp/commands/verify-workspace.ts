import * as l10n from '@vscode/l10n';
import { MarkupKind } from 'vscode-languageserver/node';
import { moment } from '../../analysis/day.ts';
import type { ClosedFiles } from '../closed-files.ts';
import type { SessionContext } from '../context.ts';
import { verdictTitle } from '../describe/verdict.ts';
import { listImages } from '../image-list.ts';
import { Markup } from '../markup.ts';
import {
  type ImageItem,
  type VerifyWorkspaceParams,
  type VerifyWorkspaceResult,
  verdictOrder,
  verifyWorkspaceRequest,
} from '../protocol.ts';
import { shownPath } from '../shown-path.ts';
import { checkWorkspace } from './check-workspace.ts';
import type { LongRequest, LongRequests } from './long-requests.ts';

/** Images listed below each verdict; the view "Images" has them all. */
const maxListed = 200;
const maxPlaces = 3;

/** `imageseal/verifyWorkspace`: checks every manifest, and sums up what was found by verdict. */
export function registerVerifyWorkspace(
  context: SessionContext,
  requests: LongRequests,
  closedFiles: ClosedFiles,
  onChecked: () => void,
): void {
  requests.serve<VerifyWorkspaceParams, VerifyWorkspaceResult | null>(
    verifyWorkspaceRequest,
    () => l10n.t('Verifying the images of the workspace'),
    async (_, request) => {
      const result = await verifyWorkspace(context, closedFiles, request);
      onChecked();
      return result;
    },
  );
}

async function verifyWorkspace(
  context: SessionContext,
  closedFiles: ClosedFiles,
  request: LongRequest,
): Promise<VerifyWorkspaceResult | null> {
  await checkWorkspace(context, closedFiles, request);
  if (request.signal.aborted) return null;
  const known = await listImages(context, closedFiles);
  const images = known.filter(({ uri }) => closedFiles.isChecked(uri));
  const files = new Set(images.map(({ uri }) => uri)).size;
  const groups = verdictOrder.flatMap((verdict) => {
    const items = images.filter((image) => image.verdict === verdict);
    return items.length > 0 ? [{ verdict, items }] : [];
  });
  const title = l10n.t('Images of the workspace');
  const markup = new Markup(MarkupKind.Markdown, true);
  markup.title(title);
  markup.heading(l10n.t('Images: {0}, in files: {1}', images.length, files));
  for (const { verdict, items } of groups) {
    markup.item(l10n.t('{0}: {1}', verdictTitle(verdict), items.length));
  }
  for (const { verdict, items } of groups) {
    markup.section(l10n.t('{0}: {1}', verdictTitle(verdict), items.length));
    describeItems(context, markup, items);
  }
  markup.paragraph(l10n.t('As of {0}.', moment(Date.now())));
  const verdicts = Object.fromEntries(groups.map(({ verdict, items }) => [verdict, items.length]));
  return { title, text: markup.content().value, files, verdicts };
}

/** Each image once, with the places that name it. */
function describeItems({ projects }: SessionContext, markup: Markup, items: readonly ImageItem[]): void {
  const byImage = new Map<string, ImageItem[]>();
  for (const item of items) {
    const key = `${item.image}\n${item.summary}`;
    byImage.set(key, [...(byImage.get(key) ?? []), item]);
  }
  const sentences = new Set(items.map(({ summary }) => summary));
  const [common] = byImage.size > 1 && sentences.size === 1 ? sentences : [];
  // What is to be said of all of them is said once.
  if (common !== undefined) markup.paragraph(common);
  for (const places of [...byImage.values()].slice(0, maxListed)) {
    const { registry, name, summary } = places[0]!;
    const named = places
      .slice(0, maxPlaces)
      .map(({ uri, range }) => `${shownPath(projects, uri)}:${range.start.line + 1}`);
    const more = places.length - maxPlaces;
    const shown = more > 0 ? [...named, `+${more}`] : named;
    const where = shown.join(', ');
    const image = registry === undefined ? name : `${registry}/${name}`;
    markup.entry(image, common === undefined ? l10n.t('{0}: {1}', where, summary) : where);
  }
  if (byImage.size > maxListed) markup.item(l10n.t('… and {0} more', byImage.size - maxListed));
}
