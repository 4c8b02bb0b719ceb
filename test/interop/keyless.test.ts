import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { authorizationCode } from '../../server/src/platform/oidc/authorization-code.ts';
import { browserSignIn } from '../platform/oidc/sign-in.ts';
import { developer } from './sigstore/private-sigstore.ts';
import { workflowIdentity } from './sigstore/workflow.ts';
import { formats, isLogged, keyless, trustingIdentity } from './support/cosign-flags.ts';
import { attestationLayoutOn, layoutOn, pushEverywhere, registries } from './support/images.ts';
import { provenance } from './support/predicates.ts';
import { versions, workplace } from './support/workplace.ts';

const sigstore = inject('sigstore');

/** Who signs: where they sign in, and what their certificate says. */
const signers = [
  { who: 'a person', issuer: sigstore.people, subject: developer },
  { who: 'a workflow', issuer: sigstore.workflows, subject: workflowIdentity },
];

describe.concurrent.each(signers)('under the identity of $who', ({ issuer, subject }) => {
  const at = workplace();
  const trust = [
    ...['--certificate-identity', subject, '--certificate-oidc-issuer', issuer],
    ...['--trusted-root', sigstore.trustedRoot],
  ];
  const signed = async () => {
    const file = join(at.folder, `${randomUUID()}.jwt`);
    writeFileSync(file, (await authorizationCode(browserSignIn(issuer))).token);
    return file;
  };

  describe.each(versions)('cosign %s', (version) => {
    it.for(formats)('signs as %s, and imageseal trusts it', async (format) => {
      const images = await pushEverywhere();
      await at.cosign(version, 'sign', ...keyless(version, format, sigstore, await signed()), ...images);
      const flags = isLogged(version, format) ? [] : ['--insecure-ignore-tlog', '--use-signed-timestamps'];
      expect(await at.verify(images, ...trust, ...flags)).toMatchObject({
        code: 0,
        images: registries.map((registry) => ({
          verdict: 'trusted',
          signatures: [
            { layout: layoutOn(registry, format), signer: { type: 'certificate', subject, issuer } },
          ],
        })),
      });
    });
  });

  it.for(versions)('cosign %s attests provenance, and imageseal trusts it', async (version) => {
    const { type, file } = provenance(at);
    // Cosign 3 has attestations of the older format timestamped in a way that no cosign accepts afterwards.
    const made = formats.filter((format) => !(version === '3.1.3' && format === 'legacy'));
    for (const format of made) {
      const images = await pushEverywhere();
      const flags = keyless(version, format, sigstore, await signed());
      await at.cosign(version, 'attest', ...flags, '--type', type, '--predicate', file, ...images);
      const asked = isLogged(version, format) ? [] : ['--insecure-ignore-tlog', '--use-signed-timestamps'];
      expect(await at.verify(images, ...trust, ...asked), format).toMatchObject({
        code: 0,
        images: registries.map((registry) => ({
          verdict: 'trusted',
          signatures: [{ kind: 'attestation', layout: attestationLayoutOn(registry, format) }],
        })),
      });
    }
  });

  describe.each(formats)('imageseal signs as %s', (format) => {
    const logged = format === 'bundle';
    const config = logged ? sigstore.signingConfig : sigstore.unloggedConfig;
    const flags = async () => [
      ...['--format', format, '--identity-token', await signed()],
      ...['--signing-config', config, '--trusted-root', sigstore.trustedRoot],
    ];

    it('and cosign accepts it under this identity only', async () => {
      const images = await pushEverywhere();
      await at.sign('sign', images, ...(await flags()));
      for (const version of versions) {
        const asked = (subject: string) =>
          trustingIdentity(version, format, logged, { subject, issuer }, sigstore);
        await at.cosign(version, 'verify', ...asked(subject), ...images);
        const { code, stderr } = await at.tryCosign(
          version,
          'verify',
          ...asked('eve@acme.example'),
          ...images,
        );
        expect(code).not.toBe(0);
        expect(stderr).toMatch(/none of the expected identities matched|no matching CertificateIdentity/);
      }
    });

    it('provenance, and cosign accepts that', async () => {
      const images = await pushEverywhere();
      const { type, file } = provenance(at);
      await at.sign('attest', images, ...(await flags()), '--type', type, '--predicate', file);
      for (const version of versions) {
        const asked = trustingIdentity(version, format, logged, { subject, issuer }, sigstore);
        await at.cosign(version, 'verify-attestation', ...asked, '--type', type, ...images);
      }
    });
  });
});
