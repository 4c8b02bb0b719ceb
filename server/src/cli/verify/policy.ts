import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { fingerprintOf } from '../../configuration/notation-source.ts';
import { sha256 } from '../../image/digest.ts';
import { describeDetail } from '../../signature/detail.ts';
import type { PublicKey, TrustedRoot } from '../../signature/verification.ts';
import { loadVerifier } from '../../trust/load-verifier.ts';
import type { TrustPolicy } from '../../trust/policy.ts';
import { readPublicKey } from '../../trust/public-key.ts';
import type { CliContext } from '../context.ts';
import { CliError, UsageError } from '../exit-code.ts';
import { readSmallFile } from '../read-small-file.ts';
import { readNotationPolicy } from './notation-policy.ts';
import type { TrustFlags } from './trust-flags.ts';

/**
 * Reads what the flags name and makes a policy of it. Unlike a damaged rule of the workspace a damaged flag ends the run:
 * whoever typed it is there.
 * @throws CliError
 */
export async function policyOf(
  flags: TrustFlags,
  { cwd, env }: Pick<CliContext, 'cwd' | 'env'>,
): Promise<TrustPolicy> {
  const keys = flags.keys.map((file) => readKey(file, cwd));
  const root = flags.trustedRoot === undefined ? undefined : await readRoot(flags.trustedRoot, cwd);
  await checkPatterns(flags);
  const notation = flags.notation && (await readNotationPolicy(flags.notation, { cwd, env }));
  const { identities, annotations, requirements } = flags;
  const told = {
    ...flags,
    keys: keys.map(({ fingerprint, name }) => [fingerprint, name]),
    root: root?.digest,
    policy: notation && fingerprintOf(notation),
  };
  return {
    id: sha256(Buffer.from(JSON.stringify(told))),
    rule: l10n.t('the command line'),
    keys,
    identities,
    annotations,
    accept: 'any',
    requirements,
    ...(root && { root }),
    ...(notation && { notation, userMetadata: flags.notation?.userMetadata ?? {} }),
  };
}

function readKey(file: string, cwd: string): PublicKey {
  if (/^https?:\/\//.test(file))
    throw new CliError(l10n.t('The key {0} cannot be read here: download it, and name the file.', file));
  // The names of key services are those of cosign: awskms://, k8s://, pkcs11: …
  if (/^(?:[a-z][a-z0-9]*:\/\/|pkcs11:)/.test(file))
    throw new CliError(
      l10n.t(
        'The key {0} cannot be read here: write its public key into a file with cosign public-key --key {0}, and name that.',
        file,
      ),
    );
  const read = readPublicKey(readSmallFile(resolve(cwd, file), file).toString('utf8'), file);
  if ('problem' in read) throw new CliError(read.problem);
  return read.key;
}

/** The trusted root that a flag names. @throws CliError */
export async function readRoot(file: string, cwd: string): Promise<TrustedRoot> {
  const text = readSmallFile(resolve(cwd, file), file).toString('utf8');
  const root = { name: file, text, digest: sha256(Buffer.from(text)) };
  const problem = (await loadVerifier()).problemOfRoot(root);
  if (problem) throw new CliError(describeDetail(problem));
  return root;
}

async function checkPatterns({ identities }: TrustFlags): Promise<void> {
  const patterns = identities.flatMap(({ subjectRegExp, issuerRegExp }) => [
    ...(subjectRegExp === undefined ? [] : [subjectRegExp]),
    ...(issuerRegExp === undefined ? [] : [issuerRegExp]),
  ]);
  if (patterns.length === 0) return;
  const { problemOfPattern } = await loadVerifier();
  for (const pattern of patterns) {
    const problem = problemOfPattern(pattern);
    if (problem !== undefined)
      throw new UsageError(l10n.t('"{0}" is no RE2 expression: {1}.', pattern, problem));
  }
}
