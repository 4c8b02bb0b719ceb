import { tagStart } from '../image-name.ts';
import type { ShellCommand, Word } from './commands.ts';

/** A command that puts an image into a registry. */
export interface ImageCommand {
  readonly tool: ImageTool;
  /** Each name it is put there under, as written. */
  readonly references: readonly string[];
  readonly digest: DigestSource;
}

/** What is on the machine after the command ran: decides how Cosign gets there too. */
export type ImageTool = 'docker' | 'podman' | 'buildah' | 'kaniko' | 'ko' | 'crane' | 'skopeo';

/** How the digest of what was pushed becomes known. */
export interface DigestSource {
  /** An option that is missing on the command, and the place in the script where it goes. */
  readonly option?: { readonly at: number; readonly text: string };
  /** Shell text that prints the digest (`sha256:…`) of what was pushed as `reference`. */
  print(reference: string): string;
  /** It is asked of the registry, by a tag that somebody may have moved meanwhile. */
  readonly resolved?: true;
}

type Rule = (words: readonly Word[], file: string, program: Word) => Omit<ImageCommand, 'tool'> | undefined;

const rules: readonly (readonly [program: RegExp, tool: ImageTool, rule: Rule])[] = [
  [/^(?:docker|nerdctl)$/, 'docker', dockerPush],
  [/^(?:docker|nerdctl)$/, 'docker', dockerBuild],
  [/^(?:docker|nerdctl)$/, 'docker', dockerIndex],
  [/^podman$/, 'podman', buildahPush],
  [/^buildah$/, 'buildah', buildahPush],
  [/^(?:\/kaniko\/)?executor$/, 'kaniko', kaniko],
  [/^ko$/, 'ko', ko],
  [/^crane$/, 'crane', crane],
  [/^skopeo$/, 'skopeo', skopeo],
];

/** `file`: where a digest can be written to, as shell text that needs no quotes. */
export function imageCommand({ words }: ShellCommand, file: string): ImageCommand | undefined {
  const [program, ...rest] = words;
  if (program === undefined) return undefined;
  for (const [pattern, tool, rule] of rules) {
    const found = pattern.test(program.text) ? rule(rest, file, program) : undefined;
    // In a text that YAML quotes, the shell's own quotes are escaped.
    const references = found?.references.map((reference) => reference.replaceAll('"', '')) ?? [];
    if (found && references.length > 0) return { ...found, tool, references };
  }
  return undefined;
}

/** `docker push REF`: the daemon remembers what it pushed. */
function dockerPush(words: readonly Word[]): ReturnType<Rule> {
  const verbs = verbsOf(words, 'push') ?? verbsOf(words, 'image', 'push');
  if (verbs === undefined || words.some(({ text }) => text === '-a' || text === '--all-tags'))
    return undefined;
  const [reference] = operandsOf(verbs.rest, ['--platform']);
  return reference && { references: [reference.text], digest: { print: printRepoDigest } };
}

/** Of what the Docker daemon of the machine pushed. */
export function printRepoDigest(reference: string): string {
  const name = reference.slice(0, tagStart(reference));
  const all = `docker image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "${reference}"`;
  // A variable may hold the tag too; then the name alone is not known here.
  const own = name !== reference || !name.includes('$') ? ` | grep -F "${familiar(name)}@"` : '';
  return `${all}${own} | head -n 1 | cut -d @ -f 2`;
}

/** As Docker lists a name of Docker Hub. */
function familiar(name: string): string {
  return name.replace(/^(?:index\.)?docker\.io\/(?:library\/)?/, '');
}

/** `docker buildx build --push -t REF`: BuildKit writes down what it pushed. */
function dockerBuild(words: readonly Word[], file: string): ReturnType<Rule> {
  const verbs =
    verbsOf(words, 'build') ??
    verbsOf(words, 'buildx', 'build') ??
    verbsOf(words, 'image', 'build') ??
    verbsOf(words, 'builder', 'build');
  if (verbs === undefined) return undefined;
  const outputs = optionsOf(verbs.rest, ['--output', '-o']).join(' ');
  // Pushed without a name, for an index that is made of it later: the index is what is to be signed.
  if (/push-by-digest=true/.test(outputs)) return undefined;
  const pushes =
    verbs.rest.some(({ text }) => /^--push(?:=true)?$/.test(text)) || /type=registry|push=true/.test(outputs);
  if (!pushes) return undefined;
  const [known] = optionsOf(verbs.rest, ['--metadata-file']);
  return {
    references: optionsOf(verbs.rest, ['--tag', '-t']),
    digest: {
      ...(known === undefined && { option: { at: verbs.end, text: ` --metadata-file=${file}` } }),
      print: () =>
        `sed -n 's/.*"containerimage\\.digest": *"\\(sha256:[0-9a-f]*\\)".*/\\1/p' "${known ?? file}"`,
    },
  };
}

/** An index of images that are in the registry already. */
function dockerIndex(words: readonly Word[]): ReturnType<Rule> {
  const create = verbsOf(words, 'buildx', 'imagetools', 'create');
  const push = verbsOf(words, 'manifest', 'push');
  const references = create
    ? optionsOf(create.rest, ['--tag', '-t'])
    : push
      ? operandsOf(push.rest, []).map(({ text }) => text)
      : [];
  const print = (reference: string) =>
    `docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "${reference}"`;
  return { references, digest: { print, resolved: true } };
}

const buildahValues = [
  '--authfile',
  '--cert-dir',
  '--creds',
  '--digestfile',
  '--format',
  '-f',
  '--compression-format',
  '--compression-level',
  '--retry',
  '--retry-delay',
  '--sign-by',
];

function buildahPush(words: readonly Word[], file: string): ReturnType<Rule> {
  const verbs =
    verbsOf(words, 'push') ?? verbsOf(words, 'image', 'push') ?? verbsOf(words, 'manifest', 'push');
  if (verbs === undefined) return undefined;
  const operands = operandsOf(verbs.rest, buildahValues);
  const target = operands[1] ?? operands[0];
  return target && digestFile(verbs, file, '--digestfile', [target.text.replace(/^docker:\/\//, '')]);
}

function kaniko(words: readonly Word[], file: string, { end }: Word): ReturnType<Rule> {
  if (words.some(({ text }) => text === '--no-push')) return undefined;
  return digestFile({ rest: words, end }, file, '--digest-file', optionsOf(words, ['--destination', '-d']));
}

function skopeo(words: readonly Word[], file: string): ReturnType<Rule> {
  const verbs = verbsOf(words, 'copy');
  const target = verbs && operandsOf(verbs.rest, [...buildahValues, '--dest-creds', '--src-creds'])[1];
  if (!target?.text.startsWith('docker://')) return undefined;
  return digestFile(verbs as Verbs, file, '--digestfile', [target.text.slice('docker://'.length)]);
}

function digestFile(
  verbs: Verbs,
  file: string,
  option: string,
  references: readonly string[],
): ReturnType<Rule> {
  const [known] = optionsOf(verbs.rest, [option]);
  return {
    references,
    digest: {
      ...(known === undefined && { option: { at: verbs.end, text: ` ${option}=${file}` } }),
      print: () => `cat "${known ?? file}"`,
    },
  };
}

/** `ko build ./cmd/app`: the name is that of the repository and of the package. */
function ko(words: readonly Word[], file: string): ReturnType<Rule> {
  const verbs = verbsOf(words, 'build') ?? verbsOf(words, 'publish');
  if (verbs === undefined || verbs.rest.some(({ text }) => /^(?:-L|--local|--push=false)$/.test(text)))
    return undefined;
  const has = (...names: string[]) => verbs.rest.some(({ text }) => names.includes(text));
  const [path] = operandsOf(verbs.rest, [
    '-t',
    '--tags',
    '--platform',
    '--image-refs',
    '--sbom',
    '--tarball',
  ]);
  const last = path?.text.replace(/\/+$/, '').split('/').at(-1);
  const reference = has('--bare')
    ? '$KO_DOCKER_REPO'
    : has('-B', '--base-import-paths') && last !== undefined && last !== '.'
      ? `$KO_DOCKER_REPO/${last}`
      : '$KO_DOCKER_REPO/$KO_IMAGE';
  const [known] = optionsOf(verbs.rest, ['--image-refs']);
  return {
    references: [reference],
    digest: {
      ...(known === undefined && { option: { at: verbs.end, text: ` --image-refs=${file}` } }),
      print: () => `head -n 1 "${known ?? file}" | cut -d @ -f 2`,
    },
  };
}

function crane(words: readonly Word[]): ReturnType<Rule> {
  const push = verbsOf(words, 'push') ?? verbsOf(words, 'copy') ?? verbsOf(words, 'cp');
  const target = push && operandsOf(push.rest, ['--platform', '--image-refs', '-j', '--jobs'])[1];
  return (
    target && {
      references: [target.text],
      digest: { print: (reference) => `crane digest "${reference}"`, resolved: true },
    }
  );
}

interface Verbs {
  readonly rest: readonly Word[];
  /** Where options can be inserted. */
  readonly end: number;
}

/** What follows these words, options of the program itself left out. */
function verbsOf(words: readonly Word[], ...verbs: readonly string[]): Verbs | undefined {
  for (let i = 0; i < verbs.length; i++) if (words[i]?.text !== verbs[i]) return undefined;
  return { rest: words.slice(verbs.length), end: words[verbs.length - 1]?.end ?? 0 };
}

export function operandsOf(words: readonly Word[], withValue: readonly string[]): readonly Word[] {
  const operands: Word[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as Word;
    // `>log`, `2>&1`: what follows is no operand.
    if (/^\d*[<>](?!<\s)/.test(word.text)) break;
    if (withValue.includes(word.text)) i += 1;
    else if (!word.text.startsWith('-')) operands.push(word);
  }
  return operands;
}

/** The values of an option, by any of its names: `-t x`, `--tag x`, `--tag=x`, `-tx`. */
export function optionsOf(words: readonly Word[], names: readonly string[]): readonly string[] {
  return words.flatMap(({ text }, i) => {
    if (names.includes(text)) return words[i + 1]?.text ?? [];
    const name = names.find((each) => text.startsWith(`${each}=`));
    return name === undefined ? [] : text.slice(name.length + 1);
  });
}
