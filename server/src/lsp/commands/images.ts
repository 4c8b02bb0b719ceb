import type { ClosedFiles } from '../closed-files.ts';
import type { SessionContext } from '../context.ts';
import { imagesOfDocument, listImages } from '../image-list.ts';
import {
  type ImagesParams,
  type ImagesResult,
  imagesChangedNotification,
  imagesRequest,
} from '../protocol.ts';
import { Refresher } from '../refresher.ts';

/**
 * `imageseal/images`: what is known now of every image; never waits for a registry. Gives what tells the client, once it
 * has asked, that the answer may be another by now.
 */
export function registerImages(context: SessionContext, closedFiles: ClosedFiles): Refresher {
  const { connection, guard } = context;
  let asked = false;
  const none: ImagesResult = { images: [] };
  const handler = guard.request(imagesRequest, none, async ({ uri }: ImagesParams): Promise<ImagesResult> => {
    if (uri !== undefined) return { images: await imagesOfDocument(context, uri) };
    asked = true;
    return { images: await listImages(context, closedFiles) };
  });
  connection.onRequest(
    imagesRequest,
    async (params: ImagesParams, token): Promise<unknown> => await handler(params, token),
  );
  return new Refresher(
    guard.event('imagesChanged', () => {
      if (asked) void connection.sendNotification(imagesChangedNotification, {});
    }),
  );
}
