import { describe, expect, it } from 'vitest';
import { useNotary } from './support/notary.ts';

const notary = useNotary();
const { at } = notary;

describe('imageseal check', () => {
  it('says of each image who signed it, and why that does not do', async () => {
    const pod = (...images: string[]) =>
      `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n${images.map((image) => `    - image: ${at(image)}\n`).join('')}`;
    notary.workspace.write(
      'pod.yaml',
      pod('key:p384-jws', 'expiry:signature-jws', 'policy:1.0', 'image:metadata'),
    );
    const notation = (policy: string) =>
      `notation: {policy: trustpolicies/${policy}.json, store: truststore}`;
    notary.workspace.write(
      '.imageseal.yaml',
      `rules: {unpinned: off}
trust:
  - {images: "**/key", ${notation('strict-other-ca')}}
  - {images: "**/policy", ${notation('scope-other')}}
  - {images: "**", ${notation('strict')}}
`,
    );
    const { code, stdout, stderr } = await notary.workspace.run(['check', '--format', 'json', 'pod.yaml']);
    expect([code, stderr]).toEqual([1, '']);
    const { images, findings } = JSON.parse(stdout).files[0];
    expect(images.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
      ...['untrusted', 'invalid', 'unverified', 'trusted'],
    ]);
    const messages = findings.map(
      ({ rule, message }: { rule: string; message: string }) => `${rule}: ${message}`,
    );
    expect(messages).toEqual([
      expect.stringMatching(
        /^untrusted-signer: .+ It names CN=p384,O=Acme Shop,L=Seattle,ST=WA,C=US as its signer\. /,
      ),
      expect.stringMatching(/^invalid-signature: .+ has expired: .+ 2026-11-23 05:12:\d\d UTC\. /),
      expect.stringMatching(
        /^unverified-signature: .+ trustpolicies\/scope-other\.json has no statement for /,
      ),
    ]);
  });
});
