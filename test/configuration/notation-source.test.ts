import { describe, expect, it } from 'vitest';
import { mergeConfiguration } from '../../server/src/configuration/merge.ts';
import type { OwnNotation } from '../../server/src/configuration/notation-source.ts';
import { parseConfigurationFile } from '../../server/src/configuration/parse-configuration.ts';
import { withTrustSource } from '../../server/src/configuration/trust-source.ts';
import { nobodySaid, type TrustPolicy, type TrustStoreEntry } from '../../server/src/trust/policy.ts';

interface World {
  /** Policies by name; stores by name, each with the files of `ca:acme`. */
  readonly policies?: Readonly<Record<string, string>>;
  readonly stores?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** notation's own configuration; `null` where it may not be read. */
  readonly own?: { readonly policy?: string; readonly files?: Readonly<Record<string, string>> } | null;
}

const storeOf = (name: string, files: Readonly<Record<string, string>>) => ({
  name,
  stores: [
    {
      type: 'ca' as const,
      name: 'acme',
      entries: Object.entries(files).map(
        ([file, text]): TrustStoreEntry => ({ name: file, kind: 'file', bytes: Buffer.from(text) }),
      ),
    },
  ],
});

/** What these rules say of an image in this world. */
function policyFor(
  rules: string,
  { policies = {}, stores = {}, own = {} }: World = {},
  image = 'ghcr.io/acme/app',
): TrustPolicy {
  const { settings } = parseConfigurationFile(rules && `trust:\n${rules}`);
  const merged = mergeConfiguration({ ...settings, folder: '/work', source: '/work/.imageseal.yaml' });
  const notation: OwnNotation | undefined = own
    ? {
        document: () =>
          own.policy === undefined
            ? undefined
            : { name: '~/trustpolicy.json', document: { text: own.policy } },
        store: () => storeOf('~/truststore', own.files ?? {}),
      }
    : undefined;
  const { trustSource } = withTrustSource(merged, {
    file: (path) =>
      policies[path] === undefined ? { problem: `${path} is away.` } : { text: policies[path] },
    store: (path) => storeOf(path, stores[path] ?? {}),
    own: () => notation,
  });
  return trustSource!.policyFor(image);
}

const rule = (members: string) => `  - images: "ghcr.io/acme/**"\n    ${members}\n`;

describe('a rule that names a trust policy', () => {
  const named = rule('notation: { policy: tp.json, store: certs }');
  const world: World = { policies: { 'tp.json': '{}' }, stores: { certs: { 'root.pem': 'one' } } };

  it('has it with its trust store', () => {
    expect(policyFor(named, world)).toMatchObject({
      rule: 'rule 1 of .imageseal.yaml',
      notation: {
        name: 'tp.json',
        document: { text: '{}' },
        store: { name: 'certs', stores: [{ type: 'ca', name: 'acme', entries: [{ name: 'root.pem' }] }] },
      },
    });
  });

  it('takes from notation itself what it does not say', () => {
    const own = { policy: '{"own":1}', files: { 'own.pem': '' } };
    expect(policyFor(rule('notation: { policy: tp.json }'), { ...world, own }).notation).toMatchObject({
      name: 'tp.json',
      store: { name: '~/truststore' },
    });
    expect(policyFor(rule('notation: { store: certs }'), { ...world, own }).notation).toMatchObject({
      name: '~/trustpolicy.json',
      document: { text: '{"own":1}' },
      store: { name: 'certs' },
    });
  });

  it('says what cannot be had', () => {
    expect(
      policyFor(rule('notation: { policy: gone.json, store: certs }'), world).notation?.document,
    ).toEqual({
      problem: 'gone.json is away.',
    });
    expect(policyFor(rule('notation: { store: certs }'), world).notation?.document).toHaveProperty('problem');
    expect(
      policyFor(rule('notation: { policy: tp.json }'), { ...world, own: null }).notation?.store,
    ).toHaveProperty('problem');
  });

  it('judges alike as long as nothing in them changes', () => {
    const { id } = policyFor(named, world);
    expect(policyFor(named, world).id).toBe(id);
    const others: World[] = [
      { ...world, policies: { 'tp.json': '{ }' } },
      { ...world, policies: {} },
      { ...world, stores: { certs: { 'root.pem': 'two' } } },
      { ...world, stores: { certs: { 'other.pem': 'one' } } },
      { ...world, stores: { certs: { 'root.pem': 'one', 'more.pem': 'more' } } },
      { ...world, stores: {} },
    ];
    const ids = others.map((other) => policyFor(named, other).id);
    expect(new Set([id, ...ids]).size).toBe(1 + others.length);
  });
});

describe("notation's own configuration", () => {
  const own = { policy: '{"own":1}', files: { 'root.pem': 'one' } };

  it('counts where no rule says who may sign', () => {
    for (const rules of [
      '',
      rule('keys: [{ file: team.pub }]').replace('acme', 'other'),
      rule('trustedRoot: root.json'),
    ]) {
      expect(policyFor(rules, { own })).toMatchObject({
        rule: undefined,
        notation: { name: '~/trustpolicy.json', store: { name: '~/truststore' } },
      });
    }
  });

  it('does not count beside a rule that does, nor beside a damaged one', () => {
    const rules = [
      rule('keys: [{ file: team.pub }]'),
      rule('identities: [{ repository: https://github.com/acme/app }]'),
      rule('keys: nonsense'),
      rule('accept: signature'),
    ];
    for (const each of rules) expect(policyFor(each, { own }).notation).toBeUndefined();
  });

  it('is nothing where there is none, or none may be read', () => {
    expect(policyFor('', {})).toBe(nobodySaid);
    expect(policyFor('', { own: null })).toBe(nobodySaid);
    expect(policyFor('', { own: { files: { 'root.pem': '' } } })).toBe(nobodySaid);
  });

  it('makes another policy when it changes', () => {
    const ids = [
      policyFor('', {}),
      policyFor('', { own }),
      policyFor('', { own: { ...own, policy: '{}' } }),
      policyFor('', { own: { ...own, files: {} } }),
      policyFor(rule('trustedRoot: root.json'), { own }),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(5);
  });

  it('is read once for all images', () => {
    const { trustSource } = withTrustSource(mergeConfiguration(), {
      file: (path) => ({ problem: path }),
      store: (path) => ({ name: path, stores: [] }),
      own: () => ({
        document: () => ({ name: 'trustpolicy.json', document: { text: '{}' } }),
        store: () => ({ name: 'truststore', stores: [] }),
      }),
    });
    expect(trustSource!.policyFor('docker.io/library/nginx')).toBe(
      trustSource!.policyFor('ghcr.io/acme/app'),
    );
  });
});
