import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { parseAllDocuments } from 'yaml';
import { readGroovy } from '../../server/src/pipeline/groovy.ts';
import type { CiSystem } from '../../server/src/pipeline/signing-plan.ts';

/**
 * What a CI system has against a file of its own. GitHub and GitLab by their own schemas, which npm has; the others, for
 * which it has none that is kept up, by what their documentation says of the parts that we write.
 */
export async function lintOf(system: CiSystem, text: string): Promise<readonly string[]> {
  switch (system) {
    case 'github':
      return await github(text);
    case 'gitlab':
      return await gitlab(text);
    case 'azure':
      return yaml(text) ?? azure(text);
    case 'circleci':
      return yaml(text) ?? circleci(text);
    case 'tekton':
      return yaml(text) ?? tekton(text);
    case 'jenkins':
      return readGroovy(text).length > 0 ? [] : ['the braces or quotes do not add up'];
  }
}

/** GitHub's own parser of workflows. */
async function github(content: string): Promise<readonly string[]> {
  const { context, value } = parseWorkflow({ name: 'build.yml', content }, new NoOperationTraceWriter());
  if (value) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

/** GitLab's own schema, by gitlab-ci-local. */
function gitlab(text: string): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'imageseal-gitlab-'));
  writeFileSync(join(folder, '.gitlab-ci.yml'), text);
  const program = createRequire(import.meta.url).resolve('gitlab-ci-local');
  const args = [program, '--list'];
  return new Promise((done) => {
    execFile(
      process.execPath,
      args,
      { cwd: folder, env: { ...process.env, HOME: folder } },
      (error, _, stderr) => {
        rmSync(folder, { recursive: true, force: true });
        done(error ? [stderr] : []);
      },
    );
  });
}

function yaml(text: string): readonly string[] | undefined {
  const errors = parseAllDocuments(text).flatMap((document) => document.errors.map(({ message }) => message));
  return errors.length > 0 ? errors : undefined;
}

type Json = Readonly<Record<string, unknown>>;

const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(record) : []);
const values = (value: unknown): readonly Json[] => Object.values(record(value)).map(record);

/** A key that none of `known` is; each problem says where. */
function unknownKeys(where: string, value: Json, known: readonly string[]): readonly string[] {
  return Object.keys(value).flatMap((key) => (known.includes(key) ? [] : [`${where}: ${key} is not known`]));
}

const azureStep = [
  'displayName',
  'name',
  'condition',
  'env',
  'enabled',
  'continueOnError',
  'timeoutInMinutes',
  'target',
];

function azure(text: string): readonly string[] {
  const root = record(parseAllDocuments(text)[0]?.toJS());
  const jobs = [root, ...list(root.jobs), ...list(root.stages).flatMap((stage) => list(stage.jobs))];
  return jobs
    .flatMap((job) => list(job.steps))
    .flatMap((step) => {
      const kinds = ['task', 'script', 'bash', 'checkout'].filter((kind) => typeof step[kind] === 'string');
      const [kind = 'nothing'] = kinds;
      return [
        ...(kinds.length === 1 ? [] : [`a step is one of task, script and bash, not ${kinds.join(' and ')}`]),
        ...unknownKeys(kind, step, [
          kind,
          ...azureStep,
          ...(kind === 'task' ? ['inputs'] : ['workingDirectory', 'failOnStderr']),
        ]),
      ];
    });
}

function circleci(text: string): readonly string[] {
  const root = record(parseAllDocuments(text)[0]?.toJS());
  const invoked = values(root.workflows)
    .flatMap((workflow) => list(workflow.jobs))
    .flatMap(values);
  const steps = [...values(root.jobs), ...values(root.commands)].flatMap((job) => list(job.steps));
  const runs = [...steps, ...invoked.flatMap((job) => list(job['post-steps']))].map(({ run }) => run);
  return runs
    .filter((run) => run !== undefined && typeof run !== 'string')
    .flatMap((run) => [
      ...unknownKeys('run', record(run), [
        'name',
        'command',
        'shell',
        'environment',
        'background',
        'working_directory',
        'no_output_timeout',
        'when',
      ]),
      ...(typeof record(run).command === 'string' ? [] : ['run: there is no command']),
    ]);
}

function tekton(text: string): readonly string[] {
  return parseAllDocuments(text)
    .map((document) => record(document.toJS()))
    .filter(({ apiVersion }) => String(apiVersion).startsWith('tekton.dev/'))
    .flatMap(({ spec }) => {
      const tasks = list(record(spec).tasks);
      const specs = [record(spec), ...tasks.map((task) => record(task.taskSpec))];
      return [
        ...tasks.flatMap((task) => [
          ...unknownKeys(`task ${task.name}`, task, [
            'name',
            'taskRef',
            'taskSpec',
            'params',
            'runAfter',
            'workspaces',
            'when',
            'retries',
            'timeout',
            'matrix',
          ]),
          ...(task.taskRef || task.taskSpec ? [] : [`task ${task.name}: neither taskRef nor taskSpec`]),
        ]),
        ...specs
          .flatMap((each) => list(each.steps))
          .flatMap((step) => [
            ...unknownKeys(`step ${step.name}`, step, [
              'name',
              'image',
              'command',
              'args',
              'script',
              'env',
              'workingDir',
              'volumeMounts',
              'securityContext',
            ]),
            ...(step.script !== undefined && step.command !== undefined
              ? [`step ${step.name}: script and command`]
              : []),
          ]),
      ];
    });
}
