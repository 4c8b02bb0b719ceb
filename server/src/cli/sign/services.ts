import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { currentPublicServices } from '../../platform/public-services.ts';
import { signingServices } from '../../platform/signing-services.ts';
import { type ConfiguredServices, noServices } from '../../signature/signing.ts';
import { CliError } from '../exit-code.ts';
import type { CosignOptions } from './cosign-options.ts';
import type { SharedWorld } from './world.ts';

/**
 * The services that sign. Without a key all that the signing configuration names; a key needs none of them, and gets
 * none unless somebody asks: by `--tlog-upload`, or by a configuration of their own.
 * @throws CliError
 */
export async function servicesFor(
  options: CosignOptions,
  cwd: string,
  world: SharedWorld,
): Promise<ConfiguredServices> {
  const { key, tlogUpload, signingConfig } = options;
  const asked = key === undefined || tlogUpload === true || signingConfig !== undefined;
  if (!asked) return { services: noServices, issuers: [] };
  if (options.offline)
    throw new CliError(
      l10n.t(
        'IMAGESEAL_OFFLINE is set, so nothing but registries is asked: sign with --key, without --tlog-upload and --signing-config.',
      ),
    );
  const { services, issuers } = await configured(signingConfig, cwd, world);
  const { fulcio, logs, timestampAuthorities } = services;
  if (tlogUpload === true && logs.length === 0)
    throw new CliError(
      l10n.t('--tlog-upload asks for a transparency log, and the signing configuration names none.'),
    );
  return {
    services: {
      ...(key === undefined && fulcio !== undefined && { fulcio }),
      logs: tlogUpload === false ? [] : logs,
      timestampAuthorities,
    },
    issuers,
  };
}

async function configured(
  file: string | undefined,
  cwd: string,
  world: SharedWorld,
): Promise<ConfiguredServices> {
  if (file === undefined) return await currentPublicServices(world);
  const found = await signingServices(resolve(cwd, file), world.clock);
  if ('problem' in found) throw new CliError(found.problem);
  return found;
}
