import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSettings } from '../../server/src/configuration/parse-configuration.ts';
import { Project } from '../../server/src/platform/project.ts';
import { nobodySaid } from '../../server/src/trust/policy.ts';
import { vectorText } from '../support/vectors.ts';

let folder: string;
const write = (path: string, text: string) => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'imageseal-project-'));
  write('deploy/.imageseal.yaml', 'trust:\n  - images: "**"\n    keys: [{ file: team.pub }]\n');
  write('deploy/team.pub', vectorText('keyed', 'keys/p256.pub'));
  write('mine.pub', vectorText('keyed', 'keys/other.pub'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The project as the editor makes it of the setting `imageseal.trust`. */
function policyUnder(trust: unknown) {
  const { settings, problems } = parseSettings({ trust });
  expect(problems).toEqual([]);
  const project = new Project({ folder, overrides: [{ ...settings, folder }] });
  const { trustSource } = project.configurationFor(join(folder, 'deploy', 'pod.yaml'));
  return trustSource?.policyFor('ghcr.io/acme/app') ?? nobodySaid;
}

const names = ({ keys }: { keys: readonly { readonly name: string }[] }) => keys.map(({ name }) => name);

describe('whom a file trusts', () => {
  it('is what the file says, its keys beside it', () => {
    const policy = policyUnder(null);
    expect(policy).toMatchObject({ rule: 'rule 1 of .imageseal.yaml' });
    expect(names(policy)).toEqual(['team.pub']);
  });

  it('is what the setting says instead, its keys below the workspace folder', () => {
    const policy = policyUnder([{ images: 'ghcr.io/acme/**', keys: [{ file: 'mine.pub' }] }]);
    expect(policy).toMatchObject({ rule: 'rule 1 of the setting imageseal.trust' });
    expect(names(policy)).toEqual(['mine.pub']);
    expect(policy.incomplete).toBeUndefined();
  });

  it('is nobody when the setting is an empty list', () => {
    expect(policyUnder([])).toBe(nobodySaid);
  });

  it('is not the public instance when the root of the setting is not there', () => {
    const rule = { images: '**', keys: [{ file: 'mine.pub' }], trustedRoot: 'gone.json' };
    const policy = policyUnder([rule]);
    expect(policy.root).toMatchObject({ name: 'gone.json', text: '' });
    expect(policy.incomplete).toContain('gone.json cannot be read');
  });
});
