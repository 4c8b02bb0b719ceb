import { describe, expect, it } from 'vitest';
import { by, cosign, store, useNotary } from './support/notary.ts';
import { expectBadUsage } from './support/verify.ts';

const notary = useNotary();
const { at } = notary;

it('a folder in place of a trust policy is said to be one', async () => {
  const image = at('policy:1.0');
  const given = await notary.workspace.run(['verify', image, '--trust-policy', 'trustpolicies', ...store]);
  expect([given.code, given.stderr]).toEqual([
    2,
    'imageseal: trustpolicies cannot be read: it is a folder.\n',
  ]);
});

describe('bad usage', () => {
  const policy = ['--trust-policy', 'trustpolicies/strict.json'];
  it.each<[string, readonly string[], string]>([
    ['a missing policy', ['--trust-policy', 'nope.json', ...store], 'There is no file "nope.json".'],
    [
      'no JSON',
      by('bad-not-json'),
      'Nothing can be judged by trustpolicies/bad-not-json.json, for there is a mistake in line 1. ',
    ],
    [
      'a mistake in a statement',
      by('bad-level'),
      'Nothing can be judged by trustpolicies/bad-level.json, for there is a mistake in line ',
    ],
    [
      'a missing folder',
      [...policy, '--trust-store', 'nope'],
      'There is no folder nope: correct the path of the trust store.',
    ],
    [
      'a folder that holds no x509',
      [...policy, '--trust-store', 'truststore/x509/ca'],
      'truststore/x509/ca has no folder x509 in it: name the folder that holds x509.',
    ],
    [
      'no policy anywhere',
      store,
      'notation has no trust policy in its own configuration: name one with --trust-policy FILE.',
    ],
    [
      'user metadata and nobody to trust',
      ['-m', 'build=17'],
      '--user-metadata says nothing of whom to trust: give --trust-policy or --trust-store with it.',
    ],
    [
      'user metadata of keys',
      [...cosign, '-m', 'build=17'],
      '--user-metadata says nothing of whom to trust: give --trust-policy or --trust-store with it.',
    ],
    [
      'annotations of trust policies',
      [...policy, ...store, '-a', 'build=17'],
      '--annotations says nothing of whom to trust: give --key or --certificate-identity with it.',
    ],
    [
      'no user metadata',
      [...policy, ...store, '-m', 'build='],
      '"build=" is no user metadata: write -m key=value.',
    ],
    [
      'two values of one key',
      [...policy, ...store, '-m', 'build=17', '-m', 'build=18'],
      'The user metadata "build" cannot be both "17" and "18".',
    ],
  ])('%s: one line, exit code 2, nobody asked', async (_name, args, message) => {
    await expectBadUsage(notary, [at('key:p384-jws'), ...args], message);
  });
});
