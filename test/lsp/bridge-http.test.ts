import { describe, expect, it } from 'vitest';
import type { Connection } from 'vscode-languageserver/node';
import { createHttpBridge } from '../../client/src/http-bridge.ts';
import { createBridgeHttp } from '../../server/src/lsp/bridge-http.ts';
import type { HttpFetchParams } from '../../server/src/lsp/protocol.ts';
import { priority } from '../../server/src/registry/host-limiter.ts';
import type { HttpClient } from '../../server/src/registry/ports.ts';
import { writerOf } from '../registry/pushing.ts';
import { buildBundle, buildImage, fallbackTag, startRegistry } from '../support/registry/index.ts';

const direct: HttpClient = () => Promise.reject(new Error('no loopback here'));

describe('a push through the editor', () => {
  it('arrives as it was sent, with the bodies of POST and PUT as they are', async () => {
    const registry = await startRegistry({ defaults: { referrers: false } });
    const image = buildImage();
    registry.push('localhost', 'acme/app', image);
    const methods: string[] = [];
    // The client's half, whose proxy leads to the embedded registry.
    const bridge = createHttpBridge({
      fetch: (url, init) => fetch(url.replace('https://registry.example', registry.url), init),
      refusal: () => undefined,
      log: (line) => methods.push(line.split(' ')[0] ?? ''),
    });
    const connection = {
      sendRequest: (_: string, params: HttpFetchParams) =>
        // What crosses the protocol is JSON.
        bridge(JSON.parse(JSON.stringify(params)), new AbortController().signal),
    } as unknown as Connection;
    const http = createBridgeHttp(connection, direct, 'imageseal/test');
    const { writer, client } = writerOf({ http });
    const name = { registry: 'registry.example', repository: 'acme/app' };
    const options = { priority: priority.hovered };

    const blob = Uint8Array.from({ length: 1_000 }, (_, index) => index % 256);
    await writer.putBlob(name, blob, options);
    await writer.putBlob(name, new Uint8Array(), options);
    const bundle = buildBundle(image);
    for (const { bytes } of bundle.blobs) await writer.putBlob(name, bytes, options);
    expect(await writer.attach(name, bundle, options)).toMatchObject({ layout: 'fallback-tag' });

    expect(await client.manifest(name, bundle.digest, options)).toMatchObject({
      mediaType: bundle.mediaType,
    });
    expect((await client.manifest(name, fallbackTag(image.digest), options))?.content.manifests).toHaveLength(
      1,
    );
    expect(new Set(methods)).toEqual(new Set(['HEAD', 'POST', 'PUT', 'GET']));
    await registry.close();
  });
});
