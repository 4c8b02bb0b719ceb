import * as l10n from '@vscode/l10n';
import { sha256 } from '../image/digest.ts';
import { usualHost } from '../image/names.ts';
import type { PublicKey, TrustedRoot } from '../signature/verification.ts';
import {
  defaultRequirements,
  type NotationPolicy,
  nobodySaid,
  type TrustPolicy,
  type TrustSource,
} from '../trust/policy.ts';
import type { Configuration } from './configuration.ts';
import { compileGlob, type Glob } from './glob.ts';
import { withImpliedIssuer } from './implied-issuer.ts';
import { fingerprintOf, notationOfRule, ownNotation, type TrustFiles } from './notation-source.ts';
import type { TrustRule } from './trust-settings.ts';
import { type FileText, readTrustedKey } from './trusted-key.ts';

/**
 * The configuration with its trust rules ready to judge by, and behind them what notation itself is configured to trust.
 * Files are read when an image is first judged by them.
 */
export function withTrustSource(configuration: Configuration, files: TrustFiles): Configuration {
  const { trust, trustFolder, trustFile } = configuration;
  const where =
    trustFile === undefined ? l10n.t('the setting imageseal.trust') : trustFile.replace(/^.*[\\/]/, '');
  return {
    ...configuration,
    trustSource: createTrustSource(trust ?? [], where, { files, folder: trustFolder }),
  };
}

interface Place {
  readonly files: TrustFiles;
  /** What names in rules are relative to. */
  readonly folder: string | undefined;
}

interface Compiled {
  readonly glob: Glob;
  readonly policy: () => TrustPolicy;
}

const maxRemembered = 5_000;

/** A rule that does not say which images it is for may have been for any, so it comes before all others. */
const everything: Glob = { literalPrefix: Number.MAX_SAFE_INTEGER, matches: () => true };

function createTrustSource(rules: readonly TrustRule[], where: string, place: Place): TrustSource {
  let own: NotationPolicy | undefined | null = null;
  /** Where no rule says who may sign, notation's own configuration does, for the signatures that it can make. */
  const orOwn = (policy: TrustPolicy): TrustPolicy => {
    if (policy.rule !== undefined || policy.problem !== undefined) return policy;
    if (own === null) own = ownNotation(place.files);
    if (own === undefined) return policy;
    return { ...policy, notation: own, id: idOf([policy.id, fingerprintOf(own)]) };
  };
  const compiled = rules
    .map((rule, index): Compiled => {
      let policy: TrustPolicy | undefined;
      return {
        glob: rule.images === undefined ? everything : compileGlob(usualHost(rule.images)),
        policy: () => {
          policy ??= orOwn(policyOf(rule, l10n.t('rule {0} of {1}', index + 1, where), place));
          return policy;
        },
      };
    })
    // Stable: of equals the first.
    .sort((a, b) => b.glob.literalPrefix - a.glob.literalPrefix);
  const byName = new Map<string, TrustPolicy>();
  let nobody: TrustPolicy | undefined;
  return {
    policyFor(name) {
      let policy = byName.get(name);
      if (policy === undefined) {
        const usual = usualHost(name);
        policy = compiled.find(({ glob }) => glob.matches(usual))?.policy();
        if (policy === undefined) {
          nobody ??= orOwn(nobodySaid);
          policy = nobody;
        }
        if (byName.size >= maxRemembered) byName.clear();
        byName.set(name, policy);
      }
      return policy;
    },
  };
}

/** Reads what a rule names. Fails closed: what cannot be understood trusts nobody, and calls nobody untrusted. */
function policyOf(rule: TrustRule, name: string, { files, folder }: Place): TrustPolicy {
  const read = (path: string) => files.file(path, folder);
  const problems: string[] = [];
  const keys = (rule.keys ?? []).flatMap((key): PublicKey[] => {
    const result = readTrustedKey(key, read);
    if ('key' in result) return [result.key];
    problems.push(result.problem);
    return [];
  });
  const root = rule.trustedRoot === undefined ? undefined : readRoot(rule.trustedRoot, read, problems);
  // A rule that names nothing but a root says how to verify, and not yet whom to trust.
  const namesSigners =
    rule.keys !== undefined || rule.identities !== undefined || rule.notation !== undefined;
  const notation = rule.notation && notationOfRule(rule.notation, files, folder);
  const content: Omit<TrustPolicy, 'id' | 'keys' | 'root' | 'notation'> = {
    rule: namesSigners || rule.damaged ? name : undefined,
    identities: (rule.identities ?? []).map(withImpliedIssuer),
    annotations: rule.annotations ?? {},
    accept: rule.accept ?? 'any',
    requirements: {
      ...defaultRequirements,
      ...(rule.requireLog !== undefined && {
        log: rule.requireLog ? ('required' as const) : ('waived' as const),
      }),
    },
    ...(rule.damaged && {
      problem: l10n.t('There is a mistake in {0}, so nothing is judged by it: mend it.', name),
    }),
    ...(!namesSigners &&
      (rule.annotations ?? rule.accept) !== undefined && {
        problem: l10n.t(
          '{0} asks for something of signatures and names nobody who may make them: add keys or identities.',
          name,
        ),
      }),
    ...(problems[0] !== undefined && { incomplete: problems[0] }),
  };
  const told = {
    ...content,
    keys: keys.map(({ fingerprint }) => [fingerprint, name]),
    root: root?.digest,
    notation: notation && fingerprintOf(notation),
  };
  return { ...content, keys, id: idOf(told), ...(root && { root }), ...(notation && { notation }) };
}

function idOf(told: unknown): string {
  return sha256(Buffer.from(JSON.stringify(told)));
}

function readRoot(file: string, read: (path: string) => FileText, problems: string[]): TrustedRoot {
  const result = read(file);
  // An empty root verifies nothing; the public one must not stand in for it.
  const text = 'text' in result ? result.text : '';
  if ('problem' in result) problems.push(result.problem);
  return { name: file, text, digest: sha256(Buffer.from(text)) };
}
