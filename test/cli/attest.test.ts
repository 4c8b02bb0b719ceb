import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { generateKeyPair } from '../../server/src/signature/cosign/keys/generate.ts';
import { type Registry, startRegistry } from '../support/registry/index.ts';
import { Workspace } from './support/run-cli.ts';
import type { MainOptions } from './support/run-main.ts';
import { password, runSecretly } from './support/secrets.ts';
import { pushImage, signJson, unattended, verifyJson } from './support/signing.ts';

let registry: Registry;
let workspace: Workspace;
let keys: { readonly privateKeyPem: string; readonly publicKeyPem: string };

const provenance = {
  buildDefinition: { buildType: 'https://acme.example/build', externalParameters: {} },
  runDetails: { builder: { id: 'https://acme.example/builder' } },
};

beforeAll(async () => {
  registry = await startRegistry();
  keys = await generateKeyPair('ecdsa-p256', Buffer.from(password));
});
afterAll(() => registry.close());
beforeEach(() => {
  workspace = new Workspace({
    'cosign.key': keys.privateKeyPem,
    'cosign.pub': keys.publicKeyPem,
    'provenance.json': JSON.stringify(provenance),
    'sbom.json': '{"spdxVersion":"SPDX-2.3","packages":[]}',
    'notes.txt': 'checked by hand',
  });
});
afterEach(() => workspace.remove());

const push = () => pushImage(registry);
const attesting = (args: readonly string[], options: MainOptions = unattended) =>
  signJson(workspace, ['attest', '--key', 'cosign.key', ...args], options);

describe('imageseal attest', () => {
  it('says what a file says of an image; provenance counts as a signature', async () => {
    const image = push();
    const { code, signed, stderr } = await attesting([
      ...['--predicate', 'provenance.json', '--type', 'slsaprovenance1', image.exact],
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(signed).toMatchObject([
      { digest: image.digest, layout: 'referrer', predicateType: 'https://slsa.dev/provenance/v1' },
    ]);
    expect((await verifyJson(workspace, image.exact)).verdict).toBe('trusted');
  });

  it('an SBOM is listed, and makes no image signed', async () => {
    const image = push();
    await attesting(['--predicate', 'sbom.json', '--type', 'spdxjson', image.exact]);
    const { verdict, signatures } = await verifyJson(workspace, image.exact);
    expect(verdict).toBe('unsigned');
    expect(signatures).toMatchObject([{ predicateType: 'https://spdx.dev/Document', trusted: true }]);
  });

  it('tells people', async () => {
    const image = push();
    const args = ['attest', '--key', 'cosign.key', '--predicate', 'sbom.json', '--type', 'cyclonedx'];
    const { stdout } = await runSecretly(workspace, [...args, image.tagged], unattended);
    expect(stdout.split('\n')).toEqual([
      `✓ attested  ${image.tagged}`,
      `  digest   ${image.digest}`,
      expect.stringMatching(/^ {2}kept as {2}referrer sha256:/),
      expect.stringMatching(/^ {2}key {6}cosign\.key, sha256:/),
      '',
    ]);
  });

  it('of no type takes any file, as cosign does', async () => {
    const { code, signed } = await attesting(['--predicate', 'notes.txt', push().exact]);
    expect([code, signed[0]?.predicateType]).toEqual([0, 'https://cosign.sigstore.dev/attestation/v1']);
  });

  it('in the layout of cosign 1 and 2 stands beside others', async () => {
    const image = push();
    const legacy = ['--format', 'legacy', image.exact];
    await attesting(['--predicate', 'sbom.json', '--type', 'spdxjson', ...legacy]);
    const { signed } = await attesting([
      '--predicate',
      'provenance.json',
      '--type',
      'slsaprovenance1',
      ...legacy,
    ]);
    expect(signed[0]?.layout).toBe('legacy-attestation');
    const { signatures } = await verifyJson(workspace, image.exact);
    expect(signatures.map(({ predicateType }) => predicateType).sort()).toEqual([
      'https://slsa.dev/provenance/v1',
      'https://spdx.dev/Document',
    ]);
  });

  it('reads standard input, and does not take it for the password', async () => {
    const args = ['--predicate', '-', '--type', 'slsaprovenance1', push().exact];
    const stdin = JSON.stringify(provenance);
    expect((await attesting(args, { ...unattended, stdin })).code).toBe(0);
    const { code, stderr } = await attesting(args, { stdin });
    expect([code, stderr]).toEqual([2, expect.stringContaining('set COSIGN_PASSWORD')]);
  });

  it.each([
    [['app'], 'Name what is attested: --predicate FILE'],
    [['--predicate', 'none.json', 'app'], 'There is no file "none.json"'],
    [['--predicate', 'notes.txt', '--type', 'spdxjson', 'app'], 'The predicate is not a JSON object'],
    [['--predicate', 'sbom.json', '--type', 'sbom', 'app'], 'sbom is no predicate type: name one of'],
    [['--predicate', 'sbom.json', '-a', 'a=b', 'app'], 'There is no flag -a'],
    [['--predicate', 'sbom.json'], 'Name at least one image: imageseal attest'],
  ])('%j is bad usage, before anybody is asked', async (args, why) => {
    const { code, stderr } = await attesting(args, { answers: [] });
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
  });
});
