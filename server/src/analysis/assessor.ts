import * as l10n from '@vscode/l10n';
import type { RegistryClient } from '../registry/client.ts';
import { type Fault, RegistryError } from '../registry/fault.ts';
import type { Clock } from '../registry/ports.ts';
import type { LookUpOptions } from '../registry/transport.ts';
import { describeDetail } from '../signature/detail.ts';
import { signaturesName } from '../signature/discover.ts';
import type { SignatureRecord, SignatureReport, UnreadPlace } from '../signature/report.ts';
import { loadVerifier } from '../trust/load-verifier.ts';
import { loadNotation } from '../trust/notation/load-notation.ts';
import type { TrustPolicy } from '../trust/policy.ts';
import { askNobody, type RevocationClient } from '../trust/revocation-client.ts';
import type { RootSet, TrustedRoots } from '../trust/trusted-roots.ts';
import { imageVerdict } from '../trust/verdict.ts';
import type { Verifier } from '../trust/verifier.ts';
import type { Assessment, FoundImage } from './evidence.ts';
import { Judging } from './judging.ts';
import type { Lookup } from './lookup.ts';
import { proveImage } from './prove-image.ts';
import { inBatches, mostBytesOf } from './signature-batches.ts';

export interface AssessorOptions {
  readonly client: RegistryClient;
  readonly roots: TrustedRoots;
  readonly clock: Clock;
  /** Asks whether certificates were revoked; nobody unless told. */
  readonly revocation?: RevocationClient;
}

/** Fetches the signatures that were found and judges them. */
export interface Assessor {
  /**
   * Judges every signature of an image under the look-up's policy. Never rejects: what cannot be fetched is among the
   * places not read. `undefined` when it was given up. `blocked` says why no registry may be asked: then only what is
   * remembered is judged.
   */
  assess(
    lookup: Lookup,
    image: FoundImage,
    options: LookUpOptions,
    blocked: Fault | undefined,
  ): Promise<Assessment | undefined>;
}

export function createAssessor({ client, roots, clock, revocation = askNobody }: AssessorOptions): Assessor {
  async function fetch(
    lookup: Lookup,
    record: SignatureRecord,
    options: LookUpOptions,
    blocked: Fault | undefined,
  ): Promise<Uint8Array | UnreadPlace> {
    const { layout, manifestDigest, digest, repository: kept } = record;
    const place = layout.startsWith('legacy')
      ? l10n.t('the signature {0}', digest)
      : l10n.t('the referrer {0}', manifestDigest);
    const { registry, repository } = lookup.reference;
    try {
      const name = kept ?? signaturesName(lookup.reference, lookup.settings.signatures);
      const bytes = await client.blob(name, digest, {
        ...options,
        maxBytes: mostBytesOf(record),
        keep: blocked ? 'only' : true,
      });
      if (bytes) return bytes;
      if (blocked) return { place, fault: blocked };
      const detail = `its layer ${digest} is not there`;
      return { place, fault: { code: 'malformed', host: registry, repository, detail } };
    } catch (error) {
      if (error instanceof RegistryError) return { place, fault: error.fault };
      throw error;
    }
  }

  return {
    async assess(lookup, image, options, blocked) {
      const { policy, reference } = lookup;
      const { signatures, unread } = image.discovery;
      const isByNotation = signatures.some(({ layout }) => layout === 'notation');
      const rule = policy.rule ?? (isByNotation ? policy.notation?.name : undefined);
      const assessed = { rule, at: clock.now() };
      if (signatures.length === 0) {
        return { ...assessed, verdict: imageVerdict([], unread.length === 0), reports: [], unread };
      }
      if (policy.problem !== undefined) {
        return { ...assessed, verdict: 'unknown', reports: [], unread, problem: policy.problem };
      }
      if (isByNotation) void loadNotation();
      void loadVerifier();
      const known: RootSet | undefined = policy.root ? undefined : await roots.current({ refresh: false });
      const judging = new Judging({
        ...{ image, blocked, now: () => clock.now() },
        world: {
          ...{ reference, policy, signal: options.signal },
          roots: policy.root ? [policy.root] : known!.roots,
          revocation: blocked ? undefined : revocation,
        },
        prove: () => proveImage(client, lookup, image, options, blocked),
      });
      for (const batch of inBatches(signatures)) {
        const fetched = await Promise.all(batch.map((each) => fetch(lookup, each, options, blocked)));
        for (const [index, bytes] of fetched.entries()) {
          if (bytes instanceof Uint8Array) {
            await judging.add({ record: batch[index]!, bytes });
            if (options.signal?.aborted) return undefined;
          } else {
            if (bytes.fault.code === 'aborted') return undefined;
            judging.missing.push(bytes);
          }
        }
      }
      const { reports, missing, until } = judging;
      const verifier = await loadVerifier();
      const damaged = policy.root && verifier.problemOfRoot(policy.root);
      const incomplete =
        policy.incomplete ?? (damaged && describeDetail(damaged)) ?? unreadablePattern(policy, verifier);
      // Newer roots came in between, and what was judged before them is forgotten: this must not come after.
      if (known && !isSame(known, await roots.current({ refresh: false }))) {
        return await this.assess(lookup, image, options, blocked);
      }
      if (known && reports.some(leansOnRoots)) void roots.current();
      const places = [...unread, ...missing];
      const verdict = imageVerdict(reports, places.length === 0);
      const judged = incomplete === undefined || verdict === 'trusted' || verdict === 'unsigned';
      return {
        ...assessed,
        verdict: judged ? verdict : 'unknown',
        reports,
        unread: places,
        ...(!judged && { problem: incomplete }),
        ...(known && { roots: ageOf(known) }),
        ...(until < Number.POSITIVE_INFINITY && { until }),
      };
    },
  };
}

function isSame(one: RootSet, other: RootSet): boolean {
  return one.roots.every(({ digest }, index) => digest === other.roots[index]?.digest);
}

/** Does it hang on a trusted root? Whoever has images signed with bare keys alone need not ask anybody for newer roots. */
function leansOnRoots({ signer, log, time, checks }: SignatureReport): boolean {
  const failed = checks.some(({ name, ok }) => !ok && (name === 'log' || name === 'time'));
  return signer?.type === 'certificate' || log !== undefined || time !== undefined || failed;
}

/** Nobody can say whom an expression was meant for that does not compile. */
function unreadablePattern({ identities }: TrustPolicy, { problemOfPattern }: Verifier): string | undefined {
  for (const pattern of identities.flatMap(({ issuerRegExp, subjectRegExp }) => [
    issuerRegExp,
    subjectRegExp,
  ])) {
    const problem = pattern === undefined ? undefined : problemOfPattern(pattern);
    if (problem !== undefined) return l10n.t('"{0}" is no RE2 expression: {1}.', pattern!, problem);
  }
  return undefined;
}

function ageOf({ source, at, problem }: RootSet): NonNullable<Assessment['roots']> {
  return { source, at, ...(problem !== undefined && { problem }) };
}
