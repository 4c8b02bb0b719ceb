import { ignoreEdit, ignoreFileFor, isIgnoredByGit } from '../../platform/git-ignore.ts';
import { writeKeyPair } from '../../platform/key-pair-files.ts';
import { readTextFile } from '../../platform/text-files.ts';
import type { KeyPair } from '../../signature/cosign/keys/private-key.ts';
import type { KeyPairResult } from '../signing-protocol.ts';
import { uriOf } from '../uris.ts';

/** Writes a key pair, and says what keeps Git from taking the private key in. */
export async function keepKeyPair(folder: string, prefix: string, pair: KeyPair): Promise<KeyPairResult> {
  const written = await writeKeyPair(folder, prefix, pair);
  if ('problem' in written) return written;
  const { privateKey, publicKey } = written;
  const ignore = await ignoreLineFor(privateKey);
  return { privateKey: uriOf(privateKey), publicKey: uriOf(publicKey), ...(ignore && { ignore }) };
}

/** The files are written by now: a `.gitignore` that cannot be read is no reason to say anything else. */
async function ignoreLineFor(path: string): Promise<{ uri: string; line: string } | undefined> {
  try {
    const place = isIgnoredByGit(path) === false ? ignoreFileFor(path) : undefined;
    if (place === undefined) return undefined;
    const edit = ignoreEdit((await readTextFile(place.file)) ?? '', place.name);
    return edit && { uri: uriOf(place.file), line: edit.newText.trim() };
  } catch {
    return undefined;
  }
}
