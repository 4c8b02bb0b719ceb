import type { Fault } from '../registry/fault.ts';
import type { Discovery, SignatureReport, UnreadPlace, Verdict } from '../signature/report.ts';
import type { RootSet } from '../trust/trusted-roots.ts';

/** What a tag named when it was looked up. Belongs to (registry, repository, tag). */
export type TagEvidence =
  | { readonly state: 'resolved'; readonly digest: string; readonly at: number }
  /** A definite 404: of the tag, or of the whole repository. */
  | { readonly state: 'not-found'; readonly what: 'tag' | 'repository'; readonly at: number }
  | { readonly state: 'fault'; readonly fault: Fault; readonly at: number };

/** What is known of one manifest. Belongs to (registry, repository, digest), never to a document. */
export type ImageEvidence =
  | {
      readonly state: 'found';
      readonly digest: string;
      readonly mediaType: string;
      readonly size: number;
      readonly discovery: Discovery;
      readonly at: number;
    }
  | { readonly state: 'not-found'; readonly what: 'digest' | 'repository'; readonly at: number }
  | { readonly state: 'fault'; readonly fault: Fault; readonly at: number };

export type FoundImage = Extract<ImageEvidence, { state: 'found' }>;

/** What was found out of an image's signatures under one trust policy. */
export interface Assessment {
  readonly verdict: Verdict;
  readonly reports: readonly SignatureReport[];
  /** Places that could not be read: those of the discovery, and signatures whose bytes could not be had. */
  readonly unread: readonly UnreadPlace[];
  /** The trust rule, for people; `undefined` when nobody said whom to trust. */
  readonly rule: string | undefined;
  /** One sentence: the rule is damaged or names what cannot be read, so that the verdict is unknown. */
  readonly problem?: string;
  /** How old the public roots are, where they were used. */
  readonly roots?: Pick<RootSet, 'source' | 'at' | 'problem'>;
  /**
   * It rests on what others said, or did not say, of revoked certificates, and they are to be asked again then
   * (milliseconds since the epoch).
   */
  readonly until?: number;
  readonly at: number;
}

/** The tag names an index, and the pinned digest is one of its platforms. */
export interface IndexEvidence {
  readonly digest: string;
  /** Of the index's own signatures, under the same policy. */
  readonly verdict: Verdict;
}

/** Everything known now about one reference; `undefined` members were not looked up yet. */
export interface Evidence {
  /** For references with a tag (the implied `latest` included). */
  readonly tag?: TagEvidence;
  /** Of the digest that the reference names, or else of the one its tag resolved to. */
  readonly image?: ImageEvidence;
  /** What its signatures are worth; absent until they were verified, and where there are none. */
  readonly assessment?: Assessment;
  readonly index?: IndexEvidence;
  /** Why nothing will be looked up: offline, Restricted Mode, a host that must not be asked. */
  readonly blocked?: Fault;
  readonly pending: boolean;
}
