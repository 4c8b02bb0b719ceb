import type { Fault } from '../registry/fault.ts';
import type { Discovery, Verdict } from '../signature/report.ts';

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
      readonly verdict: Verdict;
      readonly at: number;
    }
  | { readonly state: 'not-found'; readonly what: 'digest' | 'repository'; readonly at: number }
  | { readonly state: 'fault'; readonly fault: Fault; readonly at: number };

/** Everything known now about one reference; `undefined` members were not looked up yet. */
export interface Evidence {
  /** For references with a tag (the implied `latest` included). */
  readonly tag?: TagEvidence;
  /** Of the digest that the reference names, or else of the one its tag resolved to. */
  readonly image?: ImageEvidence;
  /** Why nothing will be looked up: offline, Restricted Mode, a host that must not be asked. */
  readonly blocked?: Fault;
  readonly pending: boolean;
}
