import * as l10n from '@vscode/l10n';
import { type NotationProgram, SigningError, type TimestampService } from '../signature/signing.ts';
import { createProgramRunner, oneLine, type ProgramResult, type RunProgram } from './run-program.ts';

/** A notation whose command line is known here. */
export interface InstalledNotation {
  /** `1.3.2` */
  readonly version: string;
  readonly run: RunProgram;
}

const versionTimeoutMs = 10_000;
/** Milliseconds: a plugin may ask somebody to sign in. */
const signTimeoutMs = 120_000;

/** Starts notation from PATH. */
export function createNotationRunner(env: Readonly<Record<string, string | undefined>>): RunProgram {
  return createProgramRunner('notation', env);
}

/** Looks for notation on PATH and asks for its version. What is wrong is one sentence. */
export async function findNotation(
  run: RunProgram,
  signal: AbortSignal,
): Promise<InstalledNotation | { readonly problem: string }> {
  const result = await run({ args: ['version'], timeoutMs: versionTimeoutMs, signal });
  if (result.outcome === 'missing') {
    return {
      problem: l10n.t(
        'Keys of a plugin are used through notation, which is not on PATH: install notation 1.1 or newer (https://notaryproject.dev).',
      ),
    };
  }
  const text = result.outcome === 'exit' && result.code === 0 ? result.stdout : '';
  const found = /^Version:\s+v?((\d+)\.(\d+)\.\d+\S*)\s*$/m.exec(text);
  if (!found) {
    return {
      problem: l10n.t(
        'The notation on PATH does not say which version it is: install notation 1.1 or newer.',
      ),
    };
  }
  const [, version = '', major, minor] = found;
  if (Number(major) < 1 || (Number(major) === 1 && Number(minor) < 1)) {
    return {
      problem: l10n.t('The notation on PATH is version {0}: install notation 1.1 or newer.', version),
    };
  }
  return { version, run };
}

export interface ProgramKey {
  /** By which notation knows it. */
  readonly name: string;
  /** The authority that notation is to ask, and the file with its root certificate. */
  readonly timestamp?: { readonly service: TimestampService; readonly rootFile: string };
}

/** Has notation sign with a key of its list, as `notation sign` on a command line would. */
export function notationProgram(
  { run }: InstalledNotation,
  { name, timestamp }: ProgramKey,
): NotationProgram {
  return {
    async sign({ image, format, annotations, expiry, insecure, signal }) {
      const args = [
        'sign',
        // A value after a space could be taken for a flag.
        `--key=${name}`,
        `--signature-format=${format}`,
        ...Object.entries(annotations).map(([key, value]) => `--user-metadata=${key}=${value}`),
        ...(expiry === undefined ? [] : [`--expiry=${expiry}s`]),
        ...(timestamp
          ? [`--timestamp-url=${timestamp.service.url}`, `--timestamp-root-cert=${timestamp.rootFile}`]
          : []),
        ...(insecure ? ['--insecure-registry'] : []),
        image,
      ];
      const result = await run({ args, timeoutMs: signTimeoutMs, signal });
      if (result.outcome === 'cancelled') throw new SigningError({ code: 'cancelled' });
      if (result.outcome !== 'exit' || result.code !== 0) {
        throw new SigningError({ code: 'notation-plugin-failed', args: [name, whyNot(result)] });
      }
      const [, manifest] =
        /^Pushed the signature to \S+@(sha256:[0-9a-f]{64})\s*$/m.exec(result.stdout) ?? [];
      return { manifest };
    },
  };
}

/** On one line: what notation says went wrong. */
function whyNot(result: ProgramResult): string {
  if (result.outcome !== 'exit') return result.outcome === 'timeout' ? l10n.t('no answer') : result.outcome;
  const lines = result.stderr.split('\n').filter((line) => line.trim() !== '');
  const said = lines.findLast((line) => line.startsWith('Error: '))?.slice('Error: '.length) ?? lines.at(-1);
  return oneLine(said ?? `exit code ${result.code}`);
}
