import * as l10n from '@vscode/l10n';
import { secretsOf, signCommand } from '../cosign-step.ts';
import type { Matcher } from '../image-name.ts';
import { usesAction } from '../pinned-actions.ts';
import { matchAny, scriptOf, type Variables } from '../scripts.ts';
import { signsImage } from '../signers.ts';
import type { SigningStepOptions } from '../signing-plan.ts';
import type { Yaml } from '../step-yaml.ts';
import type { Question } from '../system.ts';
import type { BuildStep } from './builds.ts';
import type { Job, Workflow } from './workflow.ts';

/** How the signing step gets to know what to sign. */
export interface Target {
  /** The image's name as an expression; with its digest in it where `digest` is left out. */
  readonly image: string;
  readonly digest?: string;
  readonly lowerCase: boolean;
}

/** The steps that sign, without those that the job has already. */
export function signingSteps(
  { image, digest, lowerCase }: Target,
  condition: string | undefined,
  { files, options }: Question,
  hasInstaller: boolean,
): readonly Yaml[] {
  const when: Record<string, Yaml> = condition === undefined ? {} : { if: condition };
  if (options.tool === 'notation') {
    const target = digest === undefined ? image : `${image}@${digest}`;
    return [
      {
        name: 'Set up Notation',
        ...when,
        uses: usesAction('notaryproject/notation-action', files, '/setup'),
      },
      {
        name: 'Sign the image',
        ...when,
        uses: usesAction('notaryproject/notation-action', files, '/sign'),
        with: {
          plugin_name: variable('NOTATION_PLUGIN_NAME'),
          plugin_url: variable('NOTATION_PLUGIN_URL'),
          plugin_checksum: variable('NOTATION_PLUGIN_CHECKSUM'),
          key_id: options.key ?? variable('NOTATION_KEY_ID'),
          target_artifact_reference: target,
          signature_format: 'cose',
        },
      },
    ];
  }
  const name = lowerCase ? '${IMAGE,,}' : '${IMAGE}';
  const reference = digest === undefined ? name : `${name}@\${DIGEST}`;
  const secrets = secretsOf(options.key).map((secret) => [secret, `\${{ secrets.${secret} }}`] as const);
  const environment = Object.fromEntries([
    ['IMAGE', image],
    ...(digest === undefined ? [] : [['DIGEST', digest] as const]),
    ...secrets,
  ]);
  const installer: Yaml = {
    name: 'Install Cosign',
    ...when,
    uses: usesAction('sigstore/cosign-installer', files),
  };
  const sign: Yaml = {
    name: 'Sign the image',
    ...when,
    // Putting a name in lower case is bash's.
    ...(lowerCase && { shell: 'bash' }),
    env: environment,
    run: signCommand(reference, options, options.key),
  };
  return hasInstaller ? [sign] : [installer, sign];
}

/** What is left to do for the steps of Notation. */
export function notationNotes({ tool, key }: SigningStepOptions): readonly string[] {
  if (tool !== 'notation') return [];
  return [
    key === undefined
      ? l10n.t(
          'Set the variables NOTATION_PLUGIN_NAME, NOTATION_PLUGIN_URL and NOTATION_PLUGIN_CHECKSUM of the repository to the plugin that reaches your key and NOTATION_KEY_ID to the id of the key, and sign in to it before the step.',
        )
      : l10n.t(
          'Set the variables NOTATION_PLUGIN_NAME, NOTATION_PLUGIN_URL and NOTATION_PLUGIN_CHECKSUM of the repository to the plugin that reaches your key, and sign in to it before the step.',
        ),
  ];
}

/** Notation's key stands in a variable of the repository: it is no secret. */
function variable(name: string): string {
  return `\${{ vars.${name} }}`;
}

/** Where the job installs Cosign; `undefined` when it does not. */
export function installerAt({ source }: Workflow, { steps }: Job): number | undefined {
  const index = steps.items.findIndex((step) =>
    source.read(step, 'uses')?.startsWith('sigstore/cosign-installer@'),
  );
  return index < 0 ? undefined : index;
}

/** Does a step of the workflow sign what `build` pushes? `builds` are those of the workflow: each job signs its own. */
export function isSigned(
  workflow: Workflow,
  { job: { map } }: BuildStep,
  builds: readonly BuildStep[],
  match: Matcher,
): boolean {
  const others = builds.map(({ job }) => job.map).filter((other) => other !== map);
  const candidates = workflow.ownJobs.filter((job) => !others.includes(job.map));
  return candidates.some((job) =>
    job.steps.items.some((step) => {
      const certainty = signedBy(workflow, step, match, workflow.variables(job.map, step));
      // Another job may sign another image under a name that is not known here.
      return certainty !== undefined && (job.map === map || certainty !== 'possible');
    }),
  );
}

function signedBy({ source }: Workflow, step: unknown, match: Matcher, variables: Variables) {
  const uses = source.read(step, 'uses');
  if (uses !== undefined && /^notaryproject\/notation-action\/sign@/.test(uses)) {
    const target = source.read(step, 'with', 'target_artifact_reference') ?? '';
    return matchAny(match, target.replaceAll(/\$\{\{\s*steps\.[\w.-]+\s*\}\}/g, '\ue000'), variables);
  }
  const run = source.scalar(source.get(step, 'run'));
  return run && signsImage(scriptOf(source.text, run), match, variables);
}
