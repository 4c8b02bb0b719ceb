import { insertLines } from '../../manifest/line-edits.ts';
import type { TextEdit } from '../../manifest/text-span.ts';
import { signCommand } from '../cosign-step.ts';
import { withoutTag } from '../image-name.ts';
import { cosignShellImage } from '../pinned-actions.ts';
import type { Push } from '../scripts.ts';
import type { SigningStepOptions } from '../signing-plan.ts';
import { entryLines, type Yaml } from '../step-yaml.ts';
import { addEntries, addItems, changeScript, type ScriptInsertion } from '../yaml-edit.ts';
import { contentEnd, type MapNode, spanOf, type YamlSource } from '../yaml-source.ts';
import type { Job, JobScript } from './jobs.ts';

/** Where a job may leave a digest for the commands behind it, and for the job behind it. */
export const digestFile = '/tmp/image-digest';
const artifact = 'image-digest';

/** A pipeline of a merge request whose source is another project than this one. */
export const guard = '[ "${CI_MERGE_REQUEST_SOURCE_PROJECT_ID:-$CI_PROJECT_ID}" = "$CI_PROJECT_ID" ]';

/** The token that Fulcio makes a certificate for, in the variable where Cosign looks for it. */
export const idTokens: { readonly [key: string]: Yaml } = { SIGSTORE_ID_TOKEN: { aud: 'sigstore' } };

/** The option of the command that writes the digest down, where the file has it. */
export function insertionsOf({ script }: JobScript, { command }: Push): readonly ScriptInsertion[] {
  const { option } = command.digest;
  return option ? [{ at: option.at + script.offset, text: option.text }] : [];
}

/** A job of its own, where the job that builds has nothing that could bring Cosign to it. */
export function jobBehind(
  source: YamlSource,
  job: Job,
  at: JobScript,
  push: Push,
  key: string | undefined,
  options: SigningStepOptions,
): readonly TextEdit[] | undefined {
  const { text } = source;
  const { command, reference } = push;
  // The job is run where the registry cannot be asked: only what was written down is known.
  if (command.digest.resolved || command.tool === 'ko') return undefined;
  // A template's name is no job's: nothing can wait for it.
  if (job.name.startsWith('.')) return undefined;
  const file = `$CI_PROJECT_DIR/${artifact}`;
  const option = command.digest.option;
  if (option === undefined) return undefined;
  const kept = changeScript(
    text,
    at.node,
    [{ at: option.at + at.script.offset, text: option.text.replace(digestFile, file) }],
    [],
  );
  const artifacts = keepArtifact(source, job.map);
  const name = `sign-${job.name}`;
  if (kept === undefined || artifacts === undefined || source.get(source.root, name) !== undefined)
    return undefined;
  const value: Yaml = {
    ...copied(source, job.map, ['stage']),
    needs: [job.name],
    image: { name: cosignShellImage, entrypoint: [''] },
    ...(key === undefined && { id_tokens: idTokens }),
    ...copied(source, job.map, ['variables']),
    script: [
      [
        `if ${guard}; then`,
        '  echo "$CI_REGISTRY_PASSWORD" | cosign login "$CI_REGISTRY" --username "$CI_REGISTRY_USER" --password-stdin',
        `  ${signCommand(`${withoutTag(reference)}@$(cat ${artifact})`, options, key)}`,
        'fi\n',
      ].join('\n'),
    ],
  };
  const conditions = ['rules', 'only', 'except', 'tags'].flatMap((each) => sourceOf(source, job.map, each));
  const lines = [
    '',
    '# Signs what was pushed, by its digest, but nothing that a fork asks for.',
    ...entryLines(name, value),
    ...conditions,
  ];
  return [...kept, ...artifacts, insertLines(text, contentEnd(text, job.map), lines)];
}

/** The digest goes from job to job as a file. */
function keepArtifact(source: YamlSource, job: MapNode): readonly TextEdit[] | undefined {
  const own = source.own(job, 'artifacts');
  if (own === undefined) {
    const edit = addEntries(source.text, job, { artifacts: { paths: [artifact] } });
    return edit && [edit];
  }
  const map = source.map(own.value);
  if (map === undefined || map !== own.value) return undefined;
  const paths = source.own(map, 'paths');
  const list = paths && source.seq(paths.value);
  const edit = list
    ? addItems(source.text, list, list.items.length - 1, [artifact])
    : addEntries(source.text, map, { paths: [artifact] });
  return edit && [edit];
}

/** Plain members of a job for another one. */
function copied(source: YamlSource, job: MapNode, keys: readonly string[]): Record<string, Yaml> {
  return Object.fromEntries(
    keys.flatMap((key): (readonly [string, Yaml])[] => {
      const value = source.get(job, key);
      const text = source.string(value);
      if (text !== undefined) return [[key, text]];
      const entries = source.entries(value).flatMap(([name, each]) => {
        const member = source.string(each);
        return member === undefined ? [] : [[name, member] as const];
      });
      return entries.length > 0 ? [[key, Object.fromEntries(entries)]] : [];
    }),
  );
}

/** A member of a job as it is written, as lines for another job at the same depth. */
function sourceOf(source: YamlSource, job: MapNode, key: string): readonly string[] {
  const pair = source.own(job, key);
  if (pair === undefined) return [];
  const start = spanOf(pair.key).start;
  const from = source.text.lastIndexOf('\n', start) + 1;
  return source.text.slice(from, contentEnd(source.text, pair.value)).split(/\r?\n/);
}
