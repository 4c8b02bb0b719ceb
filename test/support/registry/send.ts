import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Exchange, Reply } from './exchange.ts';
import type { ScriptedFault } from './faults.ts';

/** Writes the reply, or what the faults that concern the connection leave of it. */
export async function send(
  exchange: Exchange,
  reply: Reply,
  faults: readonly ScriptedFault[],
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const kinds = new Set(faults.map((fault) => fault.kind));
  if (kinds.has('reset') || kinds.has('drop')) {
    response.socket?.resetAndDestroy();
    return;
  }
  if (kinds.has('hang')) {
    await once(response, 'close', { signal });
    return;
  }
  if (kinds.has('endless-body')) {
    response.writeHead(reply.status, reply.headers);
    await sendForever(response, signal);
    return;
  }
  const length = String(reply.body.byteLength);
  response.writeHead(reply.status, { ...reply.headers, 'content-length': length });
  if (kinds.has('half-body')) {
    const half = reply.body.subarray(0, Math.floor(reply.body.byteLength / 2));
    response.write(half, () => response.destroy());
    return;
  }
  response.end(exchange.method === 'HEAD' ? undefined : reply.body);
}

/** Stops when the client goes away, by the error that this is for the pipeline. */
async function sendForever(response: ServerResponse, signal: AbortSignal): Promise<void> {
  const chunk = Buffer.alloc(64 * 1024, ' ');
  function* forever() {
    for (;;) yield chunk;
  }
  await pipeline(forever, response, { signal });
}
