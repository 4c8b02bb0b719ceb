import { expect, it } from 'vitest';
import { gateMiddleware } from '../../client/src/gate-middleware.ts';

type Middleware = ReturnType<typeof gateMiddleware>;
type Client = ReturnType<Parameters<typeof gateMiddleware>[0]>;

/** The middleware between an editor and a server that records what reaches it. */
function gated() {
  const sent: string[] = [];
  let middleware: Middleware;
  const didOpen = (document: never) =>
    middleware.didOpen?.(document, async () => void sent.push('didOpen')) ?? Promise.resolve();
  const client = { getFeature: () => ({ getProvider: () => ({ send: didOpen }) }) };
  middleware = gateMiddleware(() => client as unknown as Client);
  const document = (text: string) => ({
    uri: { toString: () => 'file:///a.json' },
    languageId: 'json',
    lineCount: 1,
    lineAt: () => ({ text }),
  });
  return {
    sent,
    open: (text: string) => didOpen(document(text) as never),
    change: (text: string) =>
      middleware.didChange?.({ document: document(text) } as never, async () => void sent.push('didChange')),
    close: () => middleware.didClose?.(document('') as never, async () => void sent.push('didClose')),
    hover: () =>
      middleware.provideHover?.(document('') as never, {} as never, {} as never, () => {
        sent.push('hover');
        return undefined;
      }),
    pull: () =>
      middleware.provideDiagnostics?.(document('') as never, undefined, {} as never, () => {
        sent.push('diagnostic');
        return undefined;
      }),
  };
}

it('sends nothing of JSON that is no manifest: no text, no question, no close', async () => {
  const { sent, open, change, close, hover, pull } = gated();
  await open('{"name": "app"}');
  await change('{"name": "apps"}');
  hover();
  pull();
  await close();
  expect(sent).toEqual([]);
});

it('opens the document, once and whole, when it becomes a manifest', async () => {
  const { sent, open, change, close, hover, pull } = gated();
  await open('{}');
  await change('{"apiVersion": "v1", "kind": "Pod"}');
  await change('{"apiVersion": "v1", "kind": "List"}');
  hover();
  pull();
  await close();
  expect(sent).toEqual(['didOpen', 'didChange', 'hover', 'diagnostic', 'didClose']);
});
