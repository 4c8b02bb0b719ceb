import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { identityToken } from './sigstore/issuer.ts';
import { developer } from './sigstore/private-sigstore.ts';
import { workflow, workflowIdentity } from './sigstore/workflow.ts';
import { formats, isLogged, keyless } from './support/cosign-flags.ts';
import { layoutOn, pushEverywhere, registries } from './support/images.ts';
import { versions, workplace } from './support/workplace.ts';

const sigstore = inject('sigstore');

/** Who signs: how they sign in, and what their certificate says. */
const signers = [
  { who: 'a person', issuer: sigstore.people, account: developer, identity: developer },
  { who: 'a workflow', issuer: sigstore.workflows, account: workflow.sub, identity: workflowIdentity },
];

describe.concurrent.each(versions)('what cosign %s signs in the private Sigstore', (version) => {
  const at = workplace();

  describe.each(signers)('as $who', ({ issuer, account, identity }) => {
    const signer = ['--certificate-identity', identity, '--certificate-oidc-issuer', issuer];

    it.for(formats)('as %s, is trusted by both', async (format) => {
      const images = await pushEverywhere();
      const token = join(at.folder, `${randomUUID()}.jwt`);
      writeFileSync(token, await identityToken(issuer, account));
      await at.cosign(version, 'sign', ...keyless(version, format, sigstore, token), ...images);
      const trust = [...signer, '--trusted-root', sigstore.trustedRoot];
      if (!isLogged(version, format)) trust.push('--insecure-ignore-tlog', '--use-signed-timestamps');
      await at.cosign('3.1.3', 'verify', '--insecure-ignore-sct', ...trust, ...images);
      expect(await at.verify(images, ...trust)).toMatchObject({
        code: 0,
        images: registries.map((registry) => ({
          verdict: 'trusted',
          signatures: [
            {
              layout: layoutOn(registry, format),
              signer: { type: 'certificate', subject: identity, issuer },
            },
          ],
        })),
      });
    });
  });
});
