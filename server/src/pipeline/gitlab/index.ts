import * as l10n from '@vscode/l10n';
import type { TextEdit } from '../../manifest/text-span.ts';
import { fetchCosign, secretKey } from '../cosign-step.ts';
import { type Certainty, surer } from '../image-name.ts';
import { cosignShellImage } from '../pinned-actions.ts';
import { type Push, pushOf } from '../scripts.ts';
import { signsImage } from '../signers.ts';
import type { SigningStepOptions } from '../signing-plan.ts';
import { signingScript } from '../signing-script.ts';
import type { Build, Question, System } from '../system.ts';
import { addEntries, addItems, changeScript, joined } from '../yaml-edit.ts';
import { type MapNode, readYaml, type YamlSource } from '../yaml-source.ts';
import { digestFile, guard, idTokens, insertionsOf, jobBehind } from './job-behind.ts';
import { type Job, type JobScript, jobsOf, variablesOf } from './jobs.ts';

/** GitLab CI/CD. */
export const gitlab: System = {
  id: 'gitlab',
  builds(file, question) {
    const [source] = readYaml(file.text).slice(-1);
    return source === undefined ? [] : jobsOf(source).flatMap((job) => buildOf(source, job, question) ?? []);
  },
  scripts(file) {
    const [source] = readYaml(file.text).slice(-1);
    return source === undefined
      ? []
      : jobsOf(source).flatMap(({ scripts }) => scripts.map(({ script }) => script));
  },
};

function buildOf(source: YamlSource, job: Job, question: Question): Build | undefined {
  const variables = variablesOf(source, job, question);
  let found: { readonly at: JobScript; readonly push: Push } | undefined;
  for (const at of job.scripts) {
    if (at.key === 'before_script') continue;
    const push = pushOf(at.script, question.match, variables, digestFile);
    if (push && surer(push.certainty, found?.push.certainty) === push.certainty) found = { at, push };
  }
  if (found === undefined) return undefined;
  const { at, push } = found;
  return {
    label: l10n.t('job "{0}"', job.name),
    certainty: push.certainty,
    signed: jobsOf(source).some((other) => signs(source, other, job, question)),
    plan: () => plan(source, job, at, push, question),
  };
}

function signs(source: YamlSource, job: Job, build: Job, question: Question): boolean {
  const variables = variablesOf(source, job, question);
  const certainty = job.scripts.reduce<Certainty | undefined>(
    (best, { script }) => surer(best, signsImage(script, question.match, variables)),
    undefined,
  );
  const needs = source.strings(source.get(job.map, 'needs'));
  return (
    certainty !== undefined &&
    (job.map === build.map || needs.includes(build.name) || certainty !== 'possible')
  );
}

function plan(
  source: YamlSource,
  job: Job,
  at: JobScript,
  push: Push,
  question: Question,
): ReturnType<Build['plan']> {
  const { options } = question;
  const keyless = options.key === undefined && (options.origin?.host ?? 'gitlab.com') === 'gitlab.com';
  const key = keyless ? undefined : (options.key ?? secretKey);
  const notes = notesOf(options, keyless, push);
  if (options.tool === 'notation') return undefined;
  const made =
    fetchCosign(push.command.tool) === undefined
      ? jobBehind(source, job, at, push, key, options)
      : inJob(source, job, at, push, key, options);
  return (
    made && {
      edits: joined(made),
      notes: [...notes, ...(fetchCosign(push.command.tool) ? [] : shellImageNotes())],
    }
  );
}

/** The commands behind the push, in its job. */
function inJob(
  source: YamlSource,
  job: Job,
  at: JobScript,
  push: Push,
  key: string | undefined,
  options: SigningStepOptions,
): readonly TextEdit[] | undefined {
  const { text } = source;
  const lines = signingScript(push, { guard, key }, options);
  if (lines === undefined) return undefined;
  const insertions = insertionsOf(at, push);
  const list = source.seq(source.own(job.map, at.key)?.value);
  let edits: readonly TextEdit[] | undefined;
  if (at.index !== undefined && list) {
    const added = addItems(text, list, at.index, [`${lines.join('\n')}\n`]);
    const changed = changeScript(text, at.node, insertions, []);
    edits = added && changed && [...changed, added];
  } else edits = changeScript(text, at.node, insertions, lines);
  if (edits === undefined || key !== undefined) return edits;
  const token = tokenEdit(source, job.map);
  return token === undefined ? undefined : [...edits, ...token];
}

function tokenEdit(source: YamlSource, job: MapNode): readonly TextEdit[] | undefined {
  const own = source.own(job, 'id_tokens');
  const map = own && source.map(own.value);
  if (own === undefined) {
    const after = ['image', 'stage'].find((key) => source.own(job, key));
    const edit = addEntries(source.text, job, { id_tokens: idTokens }, after ?? firstKey(source, job));
    return edit && [edit];
  }
  if (map === undefined || map !== own.value) return undefined;
  if (source.own(map, 'SIGSTORE_ID_TOKEN')) return [];
  const edit = addEntries(source.text, map, idTokens);
  return edit && [edit];
}

function firstKey(source: YamlSource, map: MapNode): string {
  return source.string(map.items[0]?.key) ?? '';
}

function notesOf(options: SigningStepOptions, keyless: boolean, { command }: Push): readonly string[] {
  const notes: string[] = [];
  if (keyless && options.origin === undefined) {
    notes.push(
      l10n.t('Signing without a key works on gitlab.com; on a GitLab of your own, give a key (--key).'),
    );
  }
  if (!keyless && (options.key === undefined || options.key === secretKey)) {
    notes.push(
      l10n.t('Set COSIGN_PRIVATE_KEY and COSIGN_PASSWORD as masked and protected variables of the project.'),
    );
  }
  if (command.digest.resolved) {
    notes.push(
      l10n.t('The command does not say what digest it pushed, so the registry is asked for it by the tag.'),
    );
  }
  return notes;
}

function shellImageNotes(): readonly string[] {
  return [l10n.t('The new job runs in {0}: pin the image to its digest.', cosignShellImage)];
}
