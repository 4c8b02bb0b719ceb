import {
  type Service,
  type ServiceConfiguration,
  ServiceSelector,
  SigningConfig,
} from '@sigstore/protobuf-specs';
import { asObject, parseJson } from '../../../registry/json-body.ts';
import { type ConfiguredServices, type LogService, SigningError } from '../../signing.ts';

const mediaType = 'application/vnd.dev.sigstore.signingconfig.v0.2+json';
/** Bytes; the public one takes a thousand. */
const maxSize = 256 * 1024;

/** API versions that are spoken here. */
const versions = { fulcio: [1], rekor: [2, 1], timestampAuthority: [1], oidc: [1] };

/**
 * Reads a signing configuration (`cosign signing-config create`, `signing_config.v0.2.json` of TUF), and chooses from it
 * as sigstore-go does: what is valid now, of the highest version, one of each operator, the newest first. `name` is what
 * the user calls the file, `now` milliseconds since the epoch.
 * @throws SigningError of a code that begins with `config-`.
 */
export function readSigningConfig(text: string, name: string, now: number): ConfiguredServices {
  const json = text.length <= maxSize ? parseJson(Buffer.from(text)) : undefined;
  if (!json) throw new SigningError({ code: 'config-not-json', args: [name] });
  if (json.mediaType !== mediaType) {
    throw new SigningError({
      code: 'config-media-type',
      args: [name, String(json.mediaType ?? '').slice(0, 100)],
    });
  }
  const config = parse(json, name);
  const [fulcio] = valid(config.caUrls, versions.fulcio, now);
  const logs = chosen(config.rekorTlogUrls, config.rekorTlogConfig, versions.rekor, now, [
    name,
    'rekorTlogUrls',
  ]);
  const authorities = chosen(config.tsaUrls, config.tsaConfig, versions.timestampAuthority, now, [
    name,
    'tsaUrls',
  ]);
  return {
    services: {
      ...(fulcio && { fulcio: fulcio.url }),
      logs: logs.map(
        ({ url, majorApiVersion }): LogService => ({ url, version: majorApiVersion === 2 ? 2 : 1 }),
      ),
      timestampAuthorities: authorities.map(({ url }) => url),
    },
    issuers: valid(config.oidcUrls, versions.oidc, now).map(({ url }) => url),
  };
}

function parse(json: Readonly<Record<string, unknown>>, name: string): SigningConfig {
  const refuse = (member: string) => new SigningError({ code: 'config-damaged', args: [name, member] });
  for (const member of ['caUrls', 'oidcUrls', 'rekorTlogUrls', 'tsaUrls']) {
    const services = json[member] ?? [];
    // The library makes something of anything.
    if (!Array.isArray(services) || services.length > 100 || !services.every(isService)) throw refuse(member);
  }
  try {
    return SigningConfig.fromJSON(json);
  } catch {
    throw refuse('rekorTlogConfig, tsaConfig');
  }
}

function isService(value: unknown): boolean {
  const { url, majorApiVersion, validFor } = asObject(value) ?? {};
  const { start, end } = asObject(validFor) ?? {};
  return (
    typeof url === 'string' &&
    URL.canParse(url) &&
    /^https?:$/.test(new URL(url).protocol) &&
    typeof majorApiVersion === 'number' &&
    isDate(start) &&
    (end === undefined || end === null || isDate(end))
  );
}

function isDate(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

/** Of the highest version that has any, one of each operator; the newest first. */
function valid(services: readonly Service[], known: readonly number[], now: number): Service[] {
  const usable = services
    .filter(({ validFor }) => {
      const { start, end } = validFor ?? {};
      return start !== undefined && start.getTime() <= now && (end === undefined || now <= end.getTime());
    })
    .sort((a, b) => (b.validFor?.start?.getTime() ?? 0) - (a.validFor?.start?.getTime() ?? 0));
  const version = known.find((each) => usable.some(({ majorApiVersion }) => majorApiVersion === each));
  const operators = new Set<string>();
  return usable.filter(({ majorApiVersion, operator }) => {
    if (majorApiVersion !== version || operators.has(operator)) return false;
    operators.add(operator);
    return true;
  });
}

function chosen(
  services: readonly Service[],
  config: ServiceConfiguration | undefined,
  known: readonly number[],
  now: number,
  [name, member]: readonly [string, string],
): Service[] {
  if (services.length === 0) return [];
  const usable = valid(services, known, now);
  if (usable.length === 0) throw new SigningError({ code: 'config-none-valid', args: [name, member] });
  switch (config?.selector) {
    case ServiceSelector.ALL:
      return usable;
    case ServiceSelector.ANY:
      return usable.slice(0, 1);
    case ServiceSelector.EXACT: {
      const { count } = config;
      if (count < 1) throw new SigningError({ code: 'config-damaged', args: [name, member] });
      if (usable.length < count) {
        throw new SigningError({
          code: 'config-too-few',
          args: [name, member, `${count}`, `${usable.length}`],
        });
      }
      return usable.slice(0, count);
    }
    default:
      throw new SigningError({ code: 'config-selector', args: [name, member] });
  }
}
