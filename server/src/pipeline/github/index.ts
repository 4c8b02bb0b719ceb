import * as l10n from '@vscode/l10n';
import type { TextEdit } from '../../manifest/text-span.ts';
import { secretsOf } from '../cosign-step.ts';
import { withoutTag } from '../image-name.ts';
import { type Script, scriptOf } from '../scripts.ts';
import type { CiFile } from '../signing-plan.ts';
import type { Build, Question, System } from '../system.ts';
import { addItems, changeScript, joined } from '../yaml-edit.ts';
import { type BuildStep, buildSteps } from './builds.ts';
import { conditionOf } from './conditions.ts';
import { identify } from './identify.ts';
import { outdatedInWorkflow } from './outdated.ts';
import { grant, type Needed } from './permissions.ts';
import { installerAt, isSigned, notationNotes, signingSteps, type Target } from './signing-steps.ts';
import { type Job, readWorkflow, type Workflow } from './workflow.ts';

/** GitHub Actions. */
export const github: System = {
  id: 'github',
  builds(file, question) {
    const workflow = readWorkflow(file, question.options.origin);
    if (workflow === undefined) return [];
    const steps = buildSteps(workflow, question.match);
    return steps.map(
      (step): Build => ({
        label: labelOf(workflow, step),
        certainty: step.certainty,
        signed: isSigned(workflow, step, steps, question.match),
        plan: () => plan(workflow, step, question),
      }),
    );
  },
  scripts,
  outdated: outdatedInWorkflow,
};

function scripts(file: CiFile): readonly Script[] {
  const workflow = readWorkflow(file, undefined);
  return (workflow?.ownJobs ?? []).flatMap(({ steps }) =>
    steps.items.flatMap((step) => {
      const node = workflow?.source.scalar(workflow.source.get(step, 'run'));
      return node ? [scriptOf(file.text, node)] : [];
    }),
  );
}

function labelOf({ source }: Workflow, { job, index }: BuildStep): string {
  const step = job.steps.items[index];
  const name =
    source.read(step, 'name') ?? source.read(step, 'id') ?? source.read(step, 'uses')?.replace(/@.*/, '');
  return l10n.t('job "{0}", step "{1}"', job.name, name ?? String(index + 1));
}

function plan(workflow: Workflow, build: BuildStep, question: Question): ReturnType<Build['plan']> {
  const { source } = workflow;
  const { job, index } = build;
  const named = identify(workflow, job, index);
  const target = named && targetOf(workflow, build, named.id);
  if (named === undefined || target === undefined) return undefined;
  const installer = installerAt(workflow, job);
  const steps = signingSteps(
    target.target,
    conditionOf(workflow, build, named.id),
    question,
    installer !== undefined,
  );
  const added = addItems(source.text, job.steps, Math.max(index, installer ?? 0), steps);
  const needed = neededBy(workflow, job, question);
  const granted = Object.keys(needed).length > 0 ? grant(workflow, job, needed) : { edits: [], notes: [] };
  if (added === undefined || granted === undefined) return undefined;
  const edits = joined([...named.edits, ...target.edits, added, ...granted.edits]);
  return { edits, notes: [...granted.notes, ...notesOf(workflow, build, question)] };
}

/** What is to be signed, and the edits that make it known. */
function targetOf(
  { source }: Workflow,
  { reference, by, lowerCase }: BuildStep,
  id: string,
): { target: Target; edits: readonly TextEdit[] } | undefined {
  const name = withoutTag(reference);
  if (by.type === 'action') {
    return { target: { image: name, digest: `\${{ steps.${id}.outputs.digest }}`, lowerCase }, edits: [] };
  }
  const { digest } = by.push.command;
  const { offset } = scriptOf(source.text, by.node);
  const option = digest.option && { at: digest.option.at + offset, text: digest.option.text };
  // Its variables are the script's own, so the script says what it pushed.
  const line = `echo "image=${name}@$(${digest.print(reference)})" >> "$GITHUB_OUTPUT"`;
  const edits = changeScript(source.text, by.node, option ? [option] : [], [line]);
  return edits && { target: { image: `\${{ steps.${id}.outputs.image }}`, lowerCase: false }, edits };
}

/** `id-token` for the certificate of a keyless signature, `packages` where GitHub's own token pushes to GHCR. */
function neededBy({ source }: Workflow, job: Job, { image, options }: Question): Needed {
  // Who signs with a key needs no more than who pushes.
  if (options.tool !== 'cosign' || options.key !== undefined) return {};
  const login = job.steps.items.filter((step) =>
    source.read(step, 'uses')?.startsWith('docker/login-action@'),
  );
  const otherToken = login.some((step) => {
    const password = source.read(step, 'with', 'password') ?? '';
    return /secrets\./.test(password) && !/secrets\.GITHUB_TOKEN/i.test(password);
  });
  return {
    ...(image.registry === 'ghcr.io' && !otherToken && { packages: 'write' as const }),
    'id-token': 'write',
  };
}

function notesOf(workflow: Workflow, { by }: BuildStep, { options }: Question): readonly string[] {
  const notes: string[] = [];
  if (workflow.events.includes('workflow_call') && options.tool === 'cosign' && options.key === undefined) {
    notes.push(
      l10n.t(
        'Other workflows call this one: each job that does must have the permission "id-token: write" too.',
      ),
    );
  }
  if (by.type === 'script' && by.push.command.digest.resolved) {
    notes.push(
      l10n.t('The command does not say what digest it pushed, so the registry is asked for it by the tag.'),
    );
  }
  const secrets = options.tool === 'cosign' ? secretsOf(options.key) : [];
  if (secrets.length > 0) {
    notes.push(l10n.t('Set the secrets {0} of the repository.', secrets.join(', ')));
  }
  notes.push(...notationNotes(options));
  return notes;
}
