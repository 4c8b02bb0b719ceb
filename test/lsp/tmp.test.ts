import { it } from 'vitest';
import { deployment, useServer } from '../support/lsp/index.ts';
import { buildImage } from '../support/registry/index.ts';
const server = useServer();
it('x', async () => {
    server.registry.push('localhost', 'acme/app', buildImage(), '1.0');
    server.registry.setFault({}, { kind: 'content-type', value: 'text/html' });
    const client = await server.start();
    const reference = `${server.registry.host}/acme/app:1.0`;
    await client.open('d.yaml', deployment(reference));
    console.log(await client.settled('d.yaml'));
    console.log(await client.hoverText('d.yaml', reference));
    console.log(server.registry.log.lines(), client.received.slice(0,8));
});
