import * as l10n from '@vscode/l10n';
import { notationDirectory } from '../../platform/notation-directory.ts';
import { readSigningKeys } from '../../platform/notation-keys.ts';
import { problemOfTestKey, writeTestKey } from '../../platform/notation-test-key.ts';
import { systemClock } from '../../platform/system-clock.ts';
import { loadNotation } from '../../trust/notation/load-notation.ts';
import type {
  NotationKeysResult,
  TestCertificateParams,
  TestCertificateResult,
} from '../signing-protocol.ts';

/** The keys that notation knows, the default one first. */
export async function notationKeys(): Promise<NotationKeysResult> {
  const directory = notationDirectory();
  if (directory === undefined) return { keys: [] };
  const known = await readSigningKeys(directory);
  if ('problem' in known) return known;
  const keys = known.keys.map((key) => ({
    name: key.name,
    isDefault: key.name === known.default,
    ...(key.type === 'plugin' && { plugin: key.plugin }),
  }));
  return { keys: keys.toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault)) };
}

/** Makes a key and a certificate for tests, where notation keeps its own. */
export async function generateTestCertificate(params: TestCertificateParams): Promise<TestCertificateResult> {
  const directory = notationDirectory();
  if (directory === undefined) {
    return {
      problem: l10n.t(
        'It is not known where notation keeps its keys: set HOME (on Windows AppData) or NOTATION_CONFIG.',
      ),
    };
  }
  // Making a key takes a while.
  const problem = await problemOfTestKey(directory, params);
  if (problem !== undefined) return { problem };
  const { makeTestCertificate } = (await loadNotation()).signing;
  const made = await makeTestCertificate(params.name, 2048, systemClock.now());
  const written = await writeTestKey(directory, params, made);
  if ('problem' in written) return written;
  return { key: written.key, certificate: written.certificate };
}
