import { describe, it } from 'vitest';
import { useShop } from './support/shop.ts';
import { expectBadUsage } from './support/verify.ts';

const shop = useShop();

describe('bad usage', () => {
  const key = ['--key', 'p256.pub'];
  const identity = ['--certificate-identity', 'a'];
  it.each<[string, readonly string[], string]>([
    ['no image', [], 'Name at least one image: imageseal verify registry.example.com/app:1.0.'],
    ['standard input', ['-'], 'imageseal verify takes images: run "imageseal check -" for manifests.'],
    [
      'a manifest',
      ['web.yaml'],
      'imageseal verify takes images: run "imageseal check web.yaml" for manifests.',
    ],
    ['a path', ['./k8s'], 'imageseal verify takes images: run "imageseal check ./k8s" for manifests.'],
    [
      'a folder',
      ['k8s'],
      '"k8s" is a folder here: run imageseal check k8s for its manifests; if the image is meant, write k8s:latest.',
    ],
    [
      'no reference',
      ['acme/App'],
      '"acme/App" is no image: Repository names are lower case: write acme/app.',
    ],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what a person forgot to fill in
    ['a template', ['${IMAGE}'], '"${IMAGE}" holds what envsubst fills in later: give the image itself.'],
    ['a missing key', ['x', '--key', 'nope.pub'], 'There is no file "nope.pub".'],
    [
      'a key service',
      ['x', '--key', 'k8s://shop/cosign'],
      'The key k8s://shop/cosign cannot be read here: write its public key into a file with cosign public-key --key k8s://shop/cosign, and name that.',
    ],
    [
      'a key on a server',
      ['x', '--key', 'https://acme.example/cosign.pub'],
      'The key https://acme.example/cosign.pub cannot be read here: download it, and name the file.',
    ],
    [
      'a private key',
      ['x', '--key', 'cosign.key'],
      'cosign.key is a private key: whoever reads it can sign in your name. Remove it, replace it where it is used, and name the public key here.',
    ],
    [
      'an empty value',
      ['x', '--certificate-identity-regexp='],
      '--certificate-identity-regexp needs a value',
    ],
    [
      'an identity without issuer',
      ['x', ...identity],
      '--certificate-identity needs --certificate-oidc-issuer: with another issuer the same name is somebody else.',
    ],
    [
      'an issuer without identity',
      ['x', '--certificate-oidc-issuer', 'b'],
      '--certificate-oidc-issuer needs --certificate-identity: an issuer vouches for anybody.',
    ],
    [
      'unequal counts',
      ['x', ...identity, ...identity, ...identity, ...Array(2).fill('--certificate-oidc-issuer=b')],
      'There are 3 identities and 2 issuers: give an issuer for each identity in the same order, or one for all.',
    ],
    [
      'more issuers than identities',
      ['x', ...identity, ...Array(2).fill('--certificate-oidc-issuer=b')],
      'There are 1 identities and 2 issuers: give an issuer for each identity in the same order, or one for all.',
    ],
    [
      'no expression',
      ['x', '--certificate-identity-regexp', '(', '--certificate-oidc-issuer', 'b'],
      '"(" is no RE2 expression: error parsing regexp: missing closing ): `(`.',
    ],
    [
      'an annotation and nobody to trust',
      ['x', '-a', 'env=prod'],
      '--annotations says nothing of whom to trust: give --key or --certificate-identity with it.',
    ],
    ['no annotation', ['x', ...key, '-a', 'env'], '"env" is no annotation: write -a key=value.'],
    [
      'two values of one annotation',
      ['x', ...key, '-a', 'env=a', '-a', 'env=b'],
      'The annotation "env" cannot be both "a" and "b".',
    ],
    [
      'no trusted root',
      ['x', ...key, '--trusted-root', 'p256.pub'],
      'The trusted root p256.pub is not JSON.',
    ],
    ['another format', ['x', '-o=jsn'], '--output must be one of text, json; did you mean "json"?'],
    ['a missing configuration', ['x', '--config', 'nope.yaml'], 'The configuration nope.yaml cannot be read'],
  ])('%s: one sentence, exit code 2, nobody asked', async (_name, args, message) => {
    shop.workspace.write('k8s/web.yaml', '');
    shop.workspace.write('cosign.key', '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAAAA\n');
    await expectBadUsage(shop, args, message);
  });
});
