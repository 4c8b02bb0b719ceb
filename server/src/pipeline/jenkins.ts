import * as l10n from '@vscode/l10n';
import { beforeOnLine, endOfLine, insertLines } from '../manifest/line-edits.ts';
import { secretsOf } from './cosign-step.ts';
import { readGroovy, type ShellStep } from './groovy.ts';
import { type Matcher, surer, withoutTag } from './image-name.ts';
import { type Push, pushOf, type Variables } from './scripts.ts';
import { signsImage } from './signers.ts';
import type { CiFile, SigningStepOptions } from './signing-plan.ts';
import { signingScript } from './signing-script.ts';
import type { Build, Question, System } from './system.ts';

const digestFile = '/tmp/image-digest';

/** Declarative pipelines of Jenkins: a step behind the `sh` step that pushes, nothing else is safe to change. */
export const jenkins: System = {
  id: 'jenkins',
  builds(file, question) {
    const steps = readGroovy(file.text);
    const variables = variablesOf(file.text);
    let found: { readonly step: ShellStep; readonly push: Push } | undefined;
    for (const step of steps) {
      const push = pushOf(step.script, question.match, variables, digestFile);
      if (push && surer(push.certainty, found?.push.certainty) === push.certainty) found = { step, push };
    }
    if (found === undefined) return [];
    const { step, push } = found;
    return [
      {
        label: l10n.t('stage "{0}"', step.stage ?? ''),
        certainty: push.certainty,
        signed: isSigned(steps, question.match, variables),
        plan: () => plan(file, step, push, question),
      },
    ];
  },
  scripts: (file) => readGroovy(file.text).map(({ script }) => script),
};

/** What the `environment` blocks say. */
function variablesOf(text: string): Variables {
  const values = new Map<string, string>();
  for (const match of text.matchAll(/^[ \t]*(?:def[ \t]+)?(\w+)[ \t]*=[ \t]*(['"])([^'"\n]*)\2[ \t]*$/gm)) {
    values.set(match[1] ?? '', match[3] ?? '');
  }
  return {
    syntaxes: [/\$\{(?:env|params)\.(\w+)\}/g],
    scope: (name) => {
      const value = values.get(name);
      return value === undefined ? undefined : [value];
    },
  };
}

function isSigned(steps: readonly ShellStep[], match: Matcher, variables: Variables): boolean {
  return steps.some(({ script }) => signsImage(script, match, variables) !== undefined);
}

function plan(
  { text }: CiFile,
  step: ShellStep,
  push: Push,
  { options }: Question,
): ReturnType<Build['plan']> {
  const indent = beforeOnLine(text, step.start);
  const alone =
    /^[ \t]*$/.test(indent) && /^[ \t;]*(?:\/\/.*)?$/.test(text.slice(step.end, endOfLine(text, step.end)));
  const declarative = step.blocks[0] === 'pipeline' && step.blocks.includes('steps');
  // An option would have to go into a Groovy text, where what is a character is another question.
  if (!alone || !declarative || push.command.digest.option !== undefined || options.tool !== 'cosign')
    return undefined;
  const key = options.key ?? 'env://COSIGN_PRIVATE_KEY';
  const lines = signingScript(push, { key }, options);
  if (lines === undefined) return undefined;
  const body = groovyScript(lines, step, push);
  const unit = text.includes('\n\t') ? '\t' : indent.length % 4 === 0 ? '    ' : '  ';
  const sign = credentials(key, body, unit);
  const guarded = [
    '// Sign what was pushed, by its digest, but nothing that a fork asks for.',
    'if (!env.CHANGE_FORK) {',
    ...sign.map((line) => unit + line),
    '}',
  ];
  const wrapped = step.blocks.includes('script')
    ? guarded
    : [guarded[0] ?? '', 'script {', ...guarded.slice(1).map((line) => unit + line), '}'];
  const edit = insertLines(
    text,
    step.end,
    wrapped.map((line) => (line === '' ? '' : indent + line)),
  );
  return { edits: [edit], notes: notesOf(options) };
}

/** The script as Groovy text. In the double quotes of the step before, names may be Groovy's; ours are the shell's. */
function groovyScript(
  lines: readonly string[],
  { quote }: ShellStep,
  { reference }: Push,
): readonly string[] {
  const [, ...own] = lines;
  const mark = quote.startsWith('"') ? '"""' : "'''";
  const escaped = own.map((line) => {
    const safe = line.replaceAll('\\', '\\\\');
    if (mark === "'''") return safe;
    const dollars = safe.replaceAll('$', '\\$');
    return [reference, withoutTag(reference)].reduce(
      (text, name) => text.replaceAll(name.replaceAll('$', '\\$'), name),
      dollars,
    );
  });
  return [`sh ${mark}`, ...escaped.map((line) => `  ${line}`), mark];
}

/** The key comes from the credentials of Jenkins, as secret texts: they are never written to a file. */
function credentials(key: string, body: readonly string[], unit: string): readonly string[] {
  const names = secretsOf(key);
  if (names.length === 0) return body;
  const bindings = names.map((name) => {
    const id = name.toLowerCase().replaceAll('_', '-');
    return `string(credentialsId: '${id}', variable: '${name}')`;
  });
  return [`withCredentials([${bindings.join(', ')}]) {`, ...body.map((line) => unit + line), '}'];
}

function notesOf({ key }: SigningStepOptions): readonly string[] {
  if (key !== undefined && secretsOf(key).length === 0) return [];
  return [
    l10n.t(
      'Jenkins has no issuer in the public Sigstore instance, so a key signs: add the key and its password to the credentials, as secret texts with the ids that the step names.',
    ),
  ];
}
