import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../support/build.ts';
import { pod } from './support/acme.ts';
import { Workspace } from './support/run-cli.ts';

beforeAll(ensureBuilt, 120_000);

let workspace: Workspace | undefined;
afterEach(() => workspace?.remove());

/** What `check` says of a workspace whose rule names this trust policy. */
async function check(policy: string, files: Readonly<Record<string, string>> = {}) {
  workspace = new Workspace({
    '.imageseal.yaml': 'trust:\n  - images: "**"\n    notation: { policy: conf/tp.json, store: conf }\n',
    'conf/tp.json': policy,
    'conf/x509/ca/empty/.keep/x': '',
    'pod.yaml': pod(`nginx@sha256:${'a'.repeat(64)}`),
    ...files,
  });
  const { code, stderr } = await workspace.run(['check', '--offline']);
  return { code, lines: stderr.trim().split('\n') };
}

describe('imageseal check', () => {
  it('reports what is wrong in a trust policy that a rule names, as in the configuration', async () => {
    const policy = [
      '{ "version": "1.0", "trustPolicies": [ { "name": "all", "registryScopes": [ "*" ],',
      '  "signatureVerification": { "level": "audit" },',
      '  "trustStores": [ "ca:empty" ], "trustedIdentities": [ "*" ] } ] }',
    ].join('\n');
    const { code, lines } = await check(policy);
    expect(code).toBe(2);
    expect(lines).toEqual([
      'conf/tp.json:2:39  warning  This protects from nothing: notation accepts images that somebody else has signed, and only logs it. ImageSeal calls them untrusted. Choose strict or permissive.',
      'conf/tp.json:3:20  error  The trust store ca:empty is empty: put certificates into the folder conf/x509/ca/empty.',
      'imageseal: Nothing was checked: mend the configuration first.',
    ]);
  });

  it('says at the rule that nothing can be judged by it', async () => {
    const { code, lines } = await check('{}');
    expect(code).toBe(2);
    expect(lines[0]).toBe(
      '.imageseal.yaml:3:25  error  Nothing can be judged by conf/tp.json, for there is a mistake in line 1. The version is missing: add "version": "1.0".',
    );
    expect(lines[1]).toContain('conf/tp.json:1:1  error  The version is missing');
  });

  it('goes on where there are warnings alone', async () => {
    const policy =
      '{ "version": "1.0", "trustPolicies": [ { "name": "a", "registryScopes": [ "*" ], "signatureVerification": { "level": "skip" } } ] }';
    const { code, lines } = await check(policy);
    expect(code).toBe(0);
    expect(lines[0]).toContain('conf/tp.json:1:118  warning  Nothing is verified of any image');
  });
});
