import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { canonicalName, type RepositoryName } from '../../image/names.ts';
import { applyEdits } from '../../manifest/text-span.ts';
import { ciSystemOf } from '../../pipeline/ci-path.ts';
import { loadPipeline } from '../../pipeline/load-pipeline.ts';
import type { CiFile, SigningPlan, SigningStepOptions } from '../../pipeline/signing-plan.ts';
import { ciPath, findCiFiles, readCiFile } from '../../platform/ci-files.ts';
import { originOf } from '../../platform/git-origin.ts';
import { exists, gitRootOf } from '../../platform/scan.ts';
import type { CliContext } from '../context.ts';
import { CliError, exitCode } from '../exit-code.ts';
import type { ParsedArguments } from '../flags.ts';
import { printable } from '../printable.ts';
import { type PipelineOptions, pipelineOptions } from './options.ts';
import { showPlan, writeFile } from './output.ts';

/** `imageseal pipeline add-signing`. @throws CliError when it could not be done. */
export async function runPipeline(args: ParsedArguments, context: CliContext): Promise<number> {
  const options = pipelineOptions(args);
  const { cwd, stderr } = context;
  const root = gitRootOf(cwd) ?? cwd;
  const origin = originOf(cwd);
  const step: SigningStepOptions = { ...options.step, ...(origin && { origin }) };
  const { files, only } = filesOf(options, cwd, root);
  const { builtImages, signingPlans } = await loadPipeline();
  const considered = only === undefined ? files : files.filter(({ path }) => path === only);
  const image = options.image ?? theImage(builtImages(considered, step), considered.length > 0);
  const { plans, signed } = signingPlans(image, files, step, only);
  if (plans.length === 0) {
    if (signed.length === 0) throw new CliError(noBuild(image, only));
    const where = signed.map(({ file, label }) => `${file}, ${label}`).join('; ');
    stderr.write(`${printable(l10n.t('{0} is signed already: {1}.', canonicalName(image), where))}\n`);
    return exitCode.clean;
  }
  if (plans.length > 1 && !options.all) {
    stderr.write(`imageseal: ${whichOne(image, plans).map(printable).join('\n  ')}\n`);
    return exitCode.failed;
  }

  // One after the other: each is made of the text that the one before left. Every one leaves a build less to sign.
  let current = files;
  const changed = new Set<string>();
  for (let [plan] = plans; plan !== undefined; [plan] = signingPlans(image, current, step, only).plans) {
    const before = current.find(({ path }) => path === plan?.file);
    showPlan(plan, before?.text ?? '', options.diff, context);
    const after = { path: plan.file, text: applyEdits(before?.text ?? '', plan.edits) };
    current = before ? current.map((file) => (file === before ? after : file)) : [...current, after];
    changed.add(plan.file);
    if (plan.kind === 'create' || !options.all) break;
  }
  if (options.diff) return exitCode.clean;
  for (const path of changed) {
    const text = (of: readonly CiFile[]) => of.find((file) => file.path === path)?.text;
    writeFile(resolve(root, path), path, text(files), text(current) ?? '');
  }
  return exitCode.clean;
}

/** The CI files, and the one of them that was named. @throws CliError */
function filesOf({ file }: PipelineOptions, cwd: string, root: string) {
  const files = findCiFiles(cwd, root);
  if (file === undefined) return { files, only: undefined };
  const path = resolve(cwd, file);
  if (!exists(path)) throw new CliError(l10n.t('There is no file or folder "{0}".', file));
  const named = readCiFile(path, root);
  if (named === undefined)
    throw new CliError(l10n.t('{0} cannot be read: it is no file, or too large.', file));
  if (ciSystemOf(named.path, named.text) === undefined)
    throw new CliError(
      l10n.t(
        '{0} is no CI file that is known here: name a workflow of GitHub, a file of GitLab CI, Azure Pipelines, CircleCI or Tekton, or a Jenkinsfile, by its usual path.',
        file,
      ),
    );
  const only = ciPath(path, root);
  return { files: [...files.filter((each) => each.path !== only), named], only };
}

/** The one image that CI builds. @throws CliError when there is none, or there are several. */
function theImage(images: readonly RepositoryName[], anyFile: boolean): RepositoryName {
  const [image] = images;
  if (image === undefined)
    throw new CliError(
      anyFile
        ? l10n.t('No name of an image that is built can be read in the CI files: name it with --image.')
        : l10n.t('There is no CI file below this folder: name the image with --image.'),
    );
  if (images.length > 1)
    throw new CliError(
      l10n.t('Several images are built: {0}. Say which with --image.', images.map(canonicalName).join(', ')),
    );
  return image;
}

function noBuild(image: RepositoryName, only: string | undefined): string {
  return only === undefined
    ? l10n.t(
        'No CI file below this folder builds {0} in a way that can be changed safely.',
        canonicalName(image),
      )
    : l10n.t('{0} does not build {1} in a way that can be changed safely.', only, canonicalName(image));
}

function whichOne(image: RepositoryName, plans: readonly SigningPlan[]): readonly string[] {
  const ask = l10n.t(
    'Several builds make {0}. Name one file, or sign them all with --all:',
    canonicalName(image),
  );
  return [ask, ...plans.map(({ file, label }) => `${file}: ${label}`)];
}
