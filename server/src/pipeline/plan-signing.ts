import * as l10n from '@vscode/l10n';
import { canonicalName, type RepositoryName } from '../image/names.ts';
import { insert } from '../manifest/line-edits.ts';
import { applyEdits, type TextEdit } from '../manifest/text-span.ts';
import { newWorkflow, newWorkflowPath } from './github/new-workflow.ts';
import { notationNotes } from './github/signing-steps.ts';
import { type Certainty, matcherOf, surer } from './image-name.ts';
import { upgradeEdits } from './outdated/index.ts';
import type { CiFile, SigningPlan, SigningPlans, SigningStepOptions } from './signing-plan.ts';
import type { Build, Question, System } from './system.ts';
import { systemOf } from './systems.ts';

/** The plans alone: empty when every build of the image is signed already, as it should be. */
export function planSigning(
  image: RepositoryName,
  files: readonly CiFile[],
  options: SigningStepOptions,
): readonly SigningPlan[] {
  return signingPlans(image, files, options).plans;
}

/**
 * Every way to have the image signed where it is built: a plan for each build that matches it as surely as any does.
 * Where no build matches, a workflow of its own, unless all that is known is another CI system than GitHub's. With `only`,
 * the path of a file, no other is planned for.
 */
export function signingPlans(
  image: RepositoryName,
  files: readonly CiFile[],
  options: SigningStepOptions,
  only?: string,
): SigningPlans {
  const question: Question = { image, match: matcherOf(image), files, options };
  const considered = only === undefined ? files : files.filter(({ path }) => path === only);
  const found = considered.flatMap((file) => {
    const system = systemOf(file.path, file.text);
    return (system?.builds(file, question) ?? []).map((build) => ({ file, system: system as System, build }));
  });
  const best = found.reduce<Certainty | undefined>(
    (sure, { build }) => surer(sure, build.certainty),
    undefined,
  );
  const matching = found.filter(({ build }) => build.certainty === best);
  const signed = matching.filter(({ build }) => build.signed);
  const plans = matching.flatMap(({ file, system, build }): SigningPlan[] => {
    if (build.signed) return [];
    const made = build.plan();
    if (made === undefined || !signs(system, file, made.edits, question)) return [];
    const { label, certainty } = build;
    const notes = [...doubts(build), ...made.notes, ...keyNotes(options)];
    return [{ file: file.path, system: system.id, kind: 'add', label, certainty, edits: made.edits, notes }];
  });
  const upgrades = [...new Set(signed.map(({ file }) => file))].flatMap((file) => upgradeOf(file, options));
  const all = [...plans, ...upgrades];
  if (matching.length === 0 && only === undefined) all.push(...created(image, files, options));
  return { plans: all, signed: signed.map(({ file, build }) => ({ file: file.path, label: build.label })) };
}

/** Whatever the shape of the file was: what is offered must do what it says. */
function signs(system: System, file: CiFile, edits: readonly TextEdit[], question: Question): boolean {
  const unsigned = (text: string) =>
    system.builds({ ...file, text }, question).filter(({ signed }) => !signed).length;
  const text = applyEdits(file.text, edits);
  return system.builds({ ...file, text }, question).length > 0 && unsigned(text) < unsigned(file.text);
}

/** What the service of the key wants of the job is its own affair. */
function keyNotes({ key }: SigningStepOptions): readonly string[] {
  const service = /^(awskms|azurekms|gcpkms|hashivault):\/\//.exec(key ?? '')?.[1];
  return service === undefined
    ? []
    : [l10n.t('The job must be signed in to the service that keeps the key ({0}) before it signs.', service)];
}

function doubts({ certainty }: Build): readonly string[] {
  switch (certainty) {
    case 'exact':
      return [];
    case 'likely':
      return [
        l10n.t(
          'Parts of the name that is built are variables; its last part is that of the image, and the rest fits. Check that it is the same image.',
        ),
      ];
    case 'possible':
      return [
        l10n.t(
          'The name that is built is made of variables that are not known here. Check that it is this image.',
        ),
      ];
  }
}

function upgradeOf(file: CiFile, options: SigningStepOptions): SigningPlan[] {
  const edits = upgradeEdits(file, options.format);
  const system = systemOf(file.path, file.text);
  if (edits.length === 0 || system === undefined) return [];
  const label = l10n.t('bring the signing step up to date');
  return [
    { file: file.path, system: system.id, kind: 'upgrade', label, certainty: 'exact', edits, notes: [] },
  ];
}

function created(
  image: RepositoryName,
  files: readonly CiFile[],
  options: SigningStepOptions,
): readonly SigningPlan[] {
  const { origin } = options;
  const onGitHub = files.some(({ path, text }) => systemOf(path, text)?.id === 'github');
  const elsewhere = origin !== undefined ? origin.host !== 'github.com' : files.length > 0;
  if (!onGitHub && elsewhere) return [];
  if (files.some(({ path }) => path === newWorkflowPath)) return [];
  return [
    {
      file: newWorkflowPath,
      system: 'github',
      kind: 'create',
      label: l10n.t('a new workflow that signs a digest it is given'),
      certainty: 'exact',
      edits: [insert(0, newWorkflow({ image, match: matcherOf(image), files, options }))],
      notes: [
        l10n.t(
          'No CI file here builds {0}. The new workflow signs the digest that it is started with; call it from what builds the image.',
          canonicalName(image),
        ),
        ...notationNotes(options),
      ],
    },
  ];
}
