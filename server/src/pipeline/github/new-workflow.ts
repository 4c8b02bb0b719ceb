import { canonicalName, type RepositoryName } from '../../image/names.ts';
import { usesAction } from '../pinned-actions.ts';
import { blockLines, type Yaml } from '../step-yaml.ts';
import type { Question } from '../system.ts';
import { signingSteps } from './signing-steps.ts';

export const newWorkflowPath = '.github/workflows/sign.yml';

/** A workflow that signs a digest which it is given, by a person or by the workflow that built the image. */
export function newWorkflow(question: Question): string {
  const { image, files, options } = question;
  const keyless = options.tool === 'cosign' && options.key === undefined;
  const digest: Yaml = { description: 'sha256:… of what is to be signed', required: true, type: 'string' };
  const steps = signingSteps(
    { image: canonicalName(image), digest: '${{ inputs.digest }}', lowerCase: false },
    undefined,
    question,
    false,
  );
  const job: Yaml = {
    'runs-on': 'ubuntu-latest',
    permissions: {
      ...(image.registry === 'ghcr.io' && { packages: 'write' }),
      ...(keyless && { 'id-token': 'write' }),
    },
    steps: [
      {
        name: 'Check the digest',
        env: { DIGEST: '${{ inputs.digest }}' },
        run: `echo "\${DIGEST}" | grep -Eqx 'sha256:[0-9a-f]{64}'`,
      },
      { name: 'Log in to the registry', uses: usesAction('docker/login-action', files), with: login(image) },
      ...steps,
    ],
  };
  const workflow: Yaml = {
    name: 'Sign the image',
    on: { workflow_dispatch: { inputs: { digest } }, workflow_call: { inputs: { digest } } },
    permissions: {},
    jobs: { sign: job },
  };
  return `${blockLines(workflow).join('\n')}\n`;
}

function login({ registry }: RepositoryName): Yaml {
  return registry === 'ghcr.io'
    ? { registry, username: '${{ github.actor }}', password: '${{ secrets.GITHUB_TOKEN }}' }
    : {
        registry,
        username: '${{ secrets.REGISTRY_USERNAME }}',
        password: '${{ secrets.REGISTRY_PASSWORD }}',
      };
}
