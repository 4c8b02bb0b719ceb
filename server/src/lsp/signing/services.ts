import { isAbsolute, resolve } from 'node:path';
import { currentPublicServices } from '../../platform/public-services.ts';
import { signingServices } from '../../platform/signing-services.ts';
import { systemClock } from '../../platform/system-clock.ts';
import { type ConfiguredServices, noServices, type SigningServices } from '../../signature/signing.ts';
import type { SessionContext } from '../context.ts';

type Problem = { readonly problem: string };

/** Milliseconds: between what somebody agrees to and what is done then nothing is asked twice. */
const keptMs = 10 * 60_000;

/** Which services sign, as the settings say: a file of the user, or what the public instance says of itself. */
export class ServicesSource {
  readonly #context: SessionContext;
  #known: { readonly services: ConfiguredServices; readonly at: number } | undefined;

  constructor(context: SessionContext) {
    this.#context = context;
  }

  /** Those that are used for a kind of signer. A key needs none, and gets none unless somebody asks for a log. */
  async chosen(
    signer: 'key' | 'keyless',
    upload: boolean,
    signal: AbortSignal,
  ): Promise<ConfiguredServices | Problem> {
    if (signer === 'key' && !upload) return { services: noServices, issuers: [] };
    const found = await this.#configured(signal);
    if ('problem' in found) return found;
    return { ...found, services: signer === 'key' ? withoutCertificates(found.services) : found.services };
  }

  async #configured(signal: AbortSignal): Promise<ConfiguredServices | Problem> {
    const { settings, projects, host, logger } = this.#context;
    const { config } = (await settings.forSession()).signing;
    if (config !== undefined)
      return await signingServices(absolute(config, projects.folders[0]), systemClock);
    const now = systemClock.now();
    if (this.#known && now - this.#known.at < keptMs) return this.#known.services;
    const services = await currentPublicServices({ http: host.http, clock: systemClock, logger, signal });
    this.#known = { services, at: now };
    return services;
  }
}

/** Paths in settings are relative to the first workspace folder. */
export function absolute(path: string, folder: string | undefined): string {
  return folder === undefined || isAbsolute(path) ? path : resolve(folder, path);
}

function withoutCertificates({ fulcio: _, ...services }: SigningServices): SigningServices {
  return services;
}
