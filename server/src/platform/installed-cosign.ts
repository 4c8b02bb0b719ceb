import * as l10n from '@vscode/l10n';
import { createProgramRunner, type RunProgram } from './run-program.ts';

/** A cosign whose command line is known here. */
export interface InstalledCosign {
  /** `3.1.3` */
  readonly version: string;
  /** 2 or 3. */
  readonly major: number;
  readonly run: RunProgram;
}

const versionTimeoutMs = 10_000;

/** Looks for cosign on PATH and asks for its version. What is wrong is one sentence. */
export async function findCosign(
  run: RunProgram,
  signal: AbortSignal,
): Promise<InstalledCosign | { readonly problem: string }> {
  const result = await run({ args: ['version', '--json'], timeoutMs: versionTimeoutMs, signal });
  if (result.outcome === 'missing') {
    return {
      problem: l10n.t(
        'Keys of a key management service are used through cosign, which is not on PATH: install cosign 2 or 3 (https://github.com/sigstore/cosign).',
      ),
    };
  }
  const version = result.outcome === 'exit' && result.code === 0 ? versionOf(result.stdout) : undefined;
  if (version === undefined) {
    return { problem: l10n.t('The cosign on PATH does not say which version it is: install cosign 2 or 3.') };
  }
  const major = Number(version.split('.')[0]);
  if (major !== 2 && major !== 3) {
    return {
      problem: l10n.t(
        'The cosign on PATH is version {0}, and 2 and 3 are known here: install one of these.',
        version,
      ),
    };
  }
  return { version, major, run };
}

function versionOf(stdout: string): string | undefined {
  try {
    const { gitVersion } = JSON.parse(stdout) as { gitVersion?: unknown };
    return typeof gitVersion === 'string' ? /^v?(\d+\.\d+\.\d+\S*)$/.exec(gitVersion)?.[1] : undefined;
  } catch {
    return undefined;
  }
}

/** Starts cosign from PATH. */
export function createCosignRunner(env: Readonly<Record<string, string | undefined>>): RunProgram {
  return createProgramRunner('cosign', env);
}
