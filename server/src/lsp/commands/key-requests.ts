import type { SessionContext } from '../context.ts';
import { keyRefusal } from '../signing/refusal.ts';

interface Problem {
  readonly problem: string;
}

export type ServeKeys = <P, R extends object>(
  method: string,
  work: (params: P) => Promise<R | Problem>,
) => void;

/** Serves requests that touch keys: they need no connection, and a trusted workspace. */
export function keyRequests(context: SessionContext): ServeKeys {
  const { connection, guard } = context;
  return <P, R extends object>(method: string, work: (params: P) => Promise<R | Problem>) => {
    const handler = guard.request<P, R | Problem | null>(method, null, async (params) => {
      const problem = keyRefusal(context);
      return problem === undefined ? await work(params) : { problem };
    });
    connection.onRequest(method, async (params: P, token): Promise<unknown> => await handler(params, token));
  };
}
