import { continueUpload, finishUpload, getBlob, startUpload } from './blobs.ts';
import { type Exchange, failure, json, type Reply, reply } from './exchange.ts';
import { type HostContext, nameUnknown } from './host.ts';
import { getManifest, putManifest } from './manifests.ts';
import { getReferrers } from './referrers.ts';

export type Route = (host: HostContext, exchange: Exchange, name: string, rest: string) => Reply;

const NAME = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*`;

const ROUTES: readonly { methods: readonly string[]; pattern: RegExp; route: Route }[] = [
  { methods: ['GET', 'HEAD'], pattern: route('manifests/(?<rest>[^/]+)'), route: getManifest },
  { methods: ['PUT'], pattern: route('manifests/(?<rest>[^/]+)'), route: putManifest },
  { methods: ['GET', 'HEAD'], pattern: route('blobs/(?<rest>[^/]+:[^/]+)'), route: getBlob },
  { methods: ['POST'], pattern: route('blobs/uploads/?'), route: startUpload },
  { methods: ['PATCH'], pattern: route('blobs/uploads/(?<rest>[^/]+)'), route: continueUpload },
  { methods: ['PUT'], pattern: route('blobs/uploads/(?<rest>[^/]+)'), route: finishUpload },
  { methods: ['GET'], pattern: route('tags/list'), route: listTags },
  { methods: ['GET'], pattern: route('referrers/(?<rest>[^/]+)'), route: getReferrers },
];

function route(rest: string): RegExp {
  return new RegExp(`^/v2/(?<name>${NAME})/${rest}$`);
}

/** The route of a request with its repository; `undefined` for `/v2/` and for what is no registry path. */
export function findRoute(exchange: Exchange): { route: Route; name: string; rest: string } | undefined {
  for (const { methods, pattern, route: handle } of ROUTES) {
    if (!methods.includes(exchange.method)) continue;
    const groups = pattern.exec(exchange.path)?.groups;
    if (groups === undefined) continue;
    return { route: handle, name: groups.name!, rest: decodeURIComponent(groups.rest ?? '') };
  }
  return undefined;
}

/** The token scope that a request needs; `undefined` where no repository is concerned. */
export function scopeOf(exchange: Exchange, name: string | undefined): string | undefined {
  const reads = exchange.method === 'GET' || exchange.method === 'HEAD';
  return name === undefined ? undefined : `repository:${name}:${reads ? 'pull' : 'push'}`;
}

/** `GET /v2/` and everything that is not there. */
export function otherwise(exchange: Exchange): Reply {
  if (exchange.path === '/v2/' || exchange.path === '/v2') {
    return reply(200, { 'docker-distribution-api-version': 'registry/2.0' });
  }
  return failure(404, 'UNSUPPORTED', `there is no ${exchange.method} ${exchange.path}`);
}

function listTags(host: HostContext, exchange: Exchange, name: string): Reply {
  const repository = host.repository(name);
  if (repository === undefined) return nameUnknown(name);
  const tags = [...repository.tags.keys()].sort();
  const limit = Number(exchange.query.get('n') ?? tags.length);
  const last = exchange.query.get('last') ?? '';
  const page = tags.filter((tag) => tag > last).slice(0, limit);
  const more = page.length > 0 && page.at(-1) !== tags.at(-1);
  const link = `</v2/${name}/tags/list?n=${limit}&last=${page.at(-1)}>; rel="next"`;
  return json(200, { name, tags: page }, more ? { link } : {});
}
