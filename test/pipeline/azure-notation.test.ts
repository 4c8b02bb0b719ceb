import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/manifest/text-span.ts';
import { planSigning } from '../../server/src/pipeline/plan-signing.ts';
import { imageNamed } from './cases.ts';

/** The pipeline of one script, with its signing steps; `undefined` where there is nothing to add safely. */
function signed(script: string): string | undefined {
  const text = `steps:\n  - script: ${script}\n`;
  const file = { path: 'azure-pipelines.yml', text };
  const [plan] = planSigning(imageNamed('ghcr.io/acme/app'), [file], { tool: 'notation' });
  return plan && applyEdits(text, plan.edits);
}

describe('the task Notation@0 behind a script', () => {
  it.each([
    ['docker push ghcr.io/acme/app:1.0', 'ghcr.io/acme/app@$(IMAGE_DIGEST)'],
    ['docker push ghcr.io/acme/app:$(Build.BuildId)', 'ghcr.io/acme/app@$(IMAGE_DIGEST)'],
    ['docker push ghcr.io/acme/app', 'ghcr.io/acme/app@$(IMAGE_DIGEST)'],
  ])('%s: signs %s', (script, references) => {
    expect(signed(script)).toContain(`artifactRefs: ${references}\n`);
  });

  it.each([
    ['a variable of the script is unknown behind it', 'TAG=1.0; docker push ghcr.io/acme/app:$TAG'],
    ['so is what a command prints', 'docker push ghcr.io/acme/app:`git describe`'],
    ['Podman signs in elsewhere', 'podman push ghcr.io/acme/app:1.0'],
  ])('is left out where %s', (_, script) => {
    expect(signed(script)).toBeUndefined();
  });
});
