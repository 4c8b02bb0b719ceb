import type { Clock, HttpClient, Logger } from '../registry/ports.ts';
import { loadSigner } from '../signature/cosign/sign/load-signer.ts';
import { publicServices } from '../signature/public-services.ts';
import type { ConfiguredServices } from '../signature/signing.ts';
import { problemOf } from '../trust/signing-state.ts';
import { loadTuf } from './load-tuf.ts';
import type { TufInstance } from './tuf/instance.ts';

export interface PublicServicesOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** The public ones unless told. */
  readonly instances?: readonly TufInstance[];
}

/** Its name among the targets of an instance. */
const signingConfig = 'signing_config.v0.2.json';
/** Milliseconds: somebody waits to sign, and what is built in is good enough. */
const patienceMs = 15_000;

/**
 * The services of the public Sigstore instance as it names them now (over TUF, as cosign does), or as they were when this
 * was built where that cannot be had or read; the log says why.
 */
export async function currentPublicServices(options: PublicServicesOptions): Promise<ConfiguredServices> {
  const { clock, logger, signal } = options;
  const abort = new AbortController();
  const giveUp = () => abort.abort();
  const cancel = clock.after(patienceMs, giveUp);
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp);
  try {
    return await fetchServices(options, abort.signal);
  } catch (error) {
    const why = problemOf(error)?.code ?? (error instanceof Error ? error.message : String(error));
    logger.warn(
      `The signing configuration of the public Sigstore instance is the one that is built in: ${why}`,
    );
    return publicServices;
  } finally {
    cancel();
    signal.removeEventListener('abort', giveUp);
  }
}

async function fetchServices(
  { http, clock, instances }: PublicServicesOptions,
  signal: AbortSignal,
): Promise<ConfiguredServices> {
  const tuf = await loadTuf();
  const instance = (instances ?? tuf.instances).find(({ name }) => name === 'public');
  if (!instance) return publicServices;
  const text = await tuf.fetchTarget({ instance, http, signal }, signingConfig);
  if (typeof text !== 'string') throw new Error(`${text.kind}: ${text.host}: ${text.detail}`);
  return (await loadSigner()).readSigningConfig(text, signingConfig, clock.now());
}
