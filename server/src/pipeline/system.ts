import type { RepositoryName } from '../image/names.ts';
import type { TextEdit } from '../manifest/text-span.ts';
import type { Certainty, Matcher } from './image-name.ts';
import type { OutdatedStep } from './outdated/outdated-step.ts';
import type { Script } from './scripts.ts';
import type { CiFile, CiSystem, SigningStepOptions } from './signing-plan.ts';

/** What is asked of a CI system. */
export interface Question {
  readonly image: RepositoryName;
  /** Tells its references. */
  readonly match: Matcher;
  /** Every CI file of the workspace, this one included. */
  readonly files: readonly CiFile[];
  readonly options: SigningStepOptions;
}

/** A place in a file that builds the image and pushes it. */
export interface Build {
  readonly label: string;
  readonly certainty: Certainty;
  /** Something in the file signs what is built here. */
  readonly signed: boolean;
  /** The edits after which it is signed; `undefined` where they cannot be made safely. */
  plan(): { readonly edits: readonly TextEdit[]; readonly notes: readonly string[] } | undefined;
}

/** A CI system: a file of its own, and a line in systems.ts. */
export interface System {
  readonly id: CiSystem;
  builds(file: CiFile, question: Question): readonly Build[];
  /** Every shell script of a file, to be looked through for steps that are out of date. */
  scripts(file: CiFile): readonly Script[];
  /** What else may be out of date. A fix for a place that another check named is taken over by it. */
  outdated?(file: CiFile): readonly OutdatedStep[];
}
