import * as l10n from '@vscode/l10n';
import type { SessionContext } from '../context.ts';

/** Why no key is touched now, or `undefined`. */
export function keyRefusal({ host }: Pick<SessionContext, 'host'>): string | undefined {
  if (host.trusted) return undefined;
  return l10n.t('In Restricted Mode no key is read or written: trust the workspace first.');
}

/** Why nothing is signed now, or `undefined`. */
export function signingRefusal(context: Pick<SessionContext, 'host'>): string | undefined {
  const refusal = keyRefusal(context);
  if (refusal !== undefined || context.host.mode === 'online') return refusal;
  return l10n.t(
    'ImageSeal is offline, and signing needs the registry: switch off the setting imageseal.offline.',
  );
}
