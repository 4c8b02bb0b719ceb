import type { TextEdit } from '../manifest/text-span.ts';
import type { Certainty } from './image-name.ts';

/** The CI systems whose files are understood. */
export const ciSystems = ['github', 'gitlab', 'tekton', 'azure', 'circleci', 'jenkins'] as const;
export type CiSystem = (typeof ciSystems)[number];

/** A file of the workspace as it is now. */
export interface CiFile {
  /** Relative to the root of the repository, with forward slashes. */
  readonly path: string;
  /** Without a byte order mark. */
  readonly text: string;
}

export type SignatureFormat = 'bundle' | 'legacy';

/** How a signing step is to be written. */
export interface SigningStepOptions {
  readonly tool: 'cosign' | 'notation';
  /**
   * Which layout the signatures are to have: `legacy` for admission controllers that find no bundles. Without it new
   * steps make bundles, and steps that are there keep to theirs.
   */
  readonly format?: SignatureFormat;
  /**
   * The key to sign with: a KMS URI (`awskms://…`), `env://NAME`, `k8s://namespace/secret`, or of Notation the id of a
   * key. Without it the step is keyless where the CI system has an issuer in the public instance, and takes
   * `env://COSIGN_PRIVATE_KEY` elsewhere.
   */
  readonly key?: string;
  /** Where the repository lives, as its git remote says. */
  readonly origin?: Origin;
}

export interface Origin {
  /** `github.com`. */
  readonly host: string;
  /** `acme/app`; of GitLab with all its groups. */
  readonly path: string;
}

/** The edits of one file after which it signs the image. */
export interface SigningPlan {
  readonly file: string;
  readonly system: CiSystem;
  /** What a person picks from when several builds match. */
  readonly label: string;
  readonly edits: readonly TextEdit[];
  /** Sentences about what was assumed, and what is left for a person to do. */
  readonly notes: readonly string[];
  readonly kind: PlanKind;
  readonly certainty: Certainty;
}

/** A step is added, one that is there is brought up to date, or there is a new file with one. */
export type PlanKind = 'add' | 'upgrade' | 'create';

/** What is to be done, and what is done already. */
export interface SigningPlans {
  readonly plans: readonly SigningPlan[];
  /** Builds of the image that are signed already. */
  readonly signed: readonly { readonly file: string; readonly label: string }[];
}
