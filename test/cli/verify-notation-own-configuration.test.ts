import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { notationFixtures } from '../support/notation-vectors.ts';
import { by, cosign, store, useNotary } from './support/notary.ts';

const notary = useNotary();
const { at, verifyJsonWith, verdictsWith } = notary;

describe("notation's own configuration", () => {
  const own = () => join(notary.workspace.root, 'config', 'notation');
  const env = () => ({ XDG_CONFIG_HOME: join(notary.workspace.root, 'config') });
  const look = (...args: string[]) => verdictsWith({ env: env() }, ...args);
  /** As somebody has it who uses notation. */
  const configure = (policy: string, name = 'trustpolicy.json') => {
    mkdirSync(own(), { recursive: true });
    cpSync(join(notationFixtures, 'trustpolicies', `${policy}.json`), join(own(), name));
    cpSync(join(notationFixtures, 'truststore'), join(own(), 'truststore'), { recursive: true });
  };
  const notJudged = /^Nobody has said which certificates to trust: /;

  it('judges signatures of its kind that no rule covers, and is named', async () => {
    const image = at('key:p384-jws');
    const before = await verifyJsonWith({ env: env() }, image);
    expect([before.code, before.images[0]!.verdict]).toEqual([1, 'unverified']);
    expect(before.images[0]!.signatures[0]!.checks.at(-1)!.detail).toMatch(notJudged);
    expect(before.images[0]!.reasons.at(-1)).toBe('Or give them with --trust-policy FILE --trust-store DIR.');
    configure('strict');
    expect(await look(image, at('beside:cosign3-only'), at('image:unsigned'))).toEqual([
      1,
      'trusted',
      'unverified',
      'unsigned',
    ]);
    const { stdout } = await notary.workspace.run(['verify', '--offline', image], { env: env() });
    expect(stdout).toMatch(/held against {2}\S*config\/notation\/trustpolicy\.json\n/);
    configure('strict-other-ca', 'trustpolicy.oci.json');
    expect(await look(image)).toEqual([1, 'untrusted']);
  });

  it('is not said to be nothing where the registry does not answer', async () => {
    configure('strict');
    const { code, stdout } = await notary.workspace.run(['verify', 'localhost:1/shop/app:1.0'], {
      env: env(),
    });
    expect([code, stdout]).toEqual([2, expect.stringContaining('refuses connections')]);
    expect(stdout).not.toContain('nobody has said whom to trust');
  });

  it('is not asked about an image that a rule covers, nor beside flags that are complete', async () => {
    configure('strict');
    const image = at('key:p384-jws');
    notary.workspace.write(
      '.imageseal.yaml',
      `trust: [{images: "${at('key')}", keys: [{file: keys/cosign.pub}]}]\n`,
    );
    expect(await look(image, at('policy:1.0'))).toEqual([1, 'unverified', 'trusted']);
    expect(await look(image, ...by('strict-other-ca'))).toEqual([1, 'untrusted']);
    expect(await look(image, ...cosign)).toEqual([1, 'unverified']);
  });

  it('stands in for the flag that is missing', async () => {
    configure('strict-other-ca');
    const image = at('key:p384-jws');
    expect(await look(image, '--trust-policy', 'trustpolicies/strict.json')).toEqual([0, 'trusted']);
    expect(await look(image, ...store)).toEqual([1, 'untrusted']);
  });

  it('in a rule of the workspace, too', async () => {
    configure('strict-other-ca');
    const rule = `images: "**", notation: {policy: trustpolicies/strict.json}`;
    notary.workspace.write('.imageseal.yaml', `trust: [{${rule}}]\n`);
    expect(await look(at('key:p384-jws'))).toEqual([0, 'trusted']);
    notary.workspace.write('.imageseal.yaml', `trust: [{${rule}, annotations: {build: "17"}}]\n`);
    expect(await look(at('key:p384-jws'), at('image:metadata'))).toEqual([1, 'untrusted', 'trusted']);
  });
});
