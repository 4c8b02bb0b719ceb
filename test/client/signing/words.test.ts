import { describe, expect, it, vi } from 'vitest';
import { parseAnnotations } from '../../../client/src/signing/annotations.ts';
import {
  keyTypeChoices,
  notationKeyChoices,
  notationOptionChoices,
  optionChoices,
  predicateChoices,
  signerChoices,
} from '../../../client/src/signing/choices.ts';
import { confirmation } from '../../../client/src/signing/confirmation.ts';
import { keyTypes } from '../../../server/src/signature/cosign/keys/private-key.ts';
import { predicateTypes } from '../../../server/src/signature/predicate-types.ts';

vi.mock('vscode', () => ({
  l10n: {
    t: (message: string, ...args: unknown[]) =>
      message.replace(/\{(\d)\}/g, (_, i) => String(args[Number(i)])),
  },
}));

const digest = `sha256:${'a'.repeat(64)}`;
const target = { name: 'ghcr.io/acme/app:1.0', image: `ghcr.io/acme/app@${digest}`, digest, isIndex: false };

describe('the question before signing', () => {
  const asked = { target, signer: 'cosign.key', attestation: false, recursive: false };

  it('names the image, the digest that will be signed, and who signs', () => {
    const { message, detail, button } = confirmation(asked);
    expect(message).toBe('Sign ghcr.io/acme/app:1.0?');
    expect(detail.split('\n')).toEqual([digest, '', 'Signed by: cosign.key']);
    expect(button).toBe('Sign');
  });

  it('says exactly what becomes public, and has a button that says so too', () => {
    const publication = {
      hosts: ['rekor.example'],
      where: 'Published for good.',
      what: ['the key', 'a hash'],
    };
    const { detail, button } = confirmation({ ...asked, publication });
    expect(detail.split('\n').slice(-3)).toEqual(['Published for good.', '• the key', '• a hash']);
    expect(button).toBe('Sign and Publish');
    expect(confirmation({ ...asked, attestation: true, publication }).button).toBe('Attest and Publish');
  });

  it('says how it is signed as the Notary Project does', () => {
    const words = ['As the Notary Project does', 'Expires after: 24h'];
    const { detail, button } = confirmation({ ...asked, signer: 'acme', words });
    expect(detail.split('\n')).toEqual([digest, '', 'Signed by: acme', ...words]);
    expect(button).toBe('Sign');
  });

  it('says when the tag has moved since the editor looked, and that platforms are signed too', () => {
    const before = `sha256:${'b'.repeat(64)}`;
    const { detail } = confirmation({ ...asked, target: { ...target, before }, recursive: true });
    expect(detail).toMatch(/another image now .* that was sha256:bbbb/);
    expect(detail).toContain('Every platform');
  });
});

describe('what can be picked', () => {
  it('every key type, P-256 first', () => {
    const values = keyTypeChoices().map(({ value }) => value);
    expect(values[0]).toBe('ecdsa-p256');
    expect([...values].sort()).toEqual([...keyTypes].sort());
  });

  it('every predicate type that Cosign names, and one that is typed', () => {
    const choices = predicateChoices();
    const uris = choices.flatMap(({ value, detail }) => (value === undefined ? [] : [detail]));
    expect(new Set(uris)).toEqual(new Set(Object.values(predicateTypes)));
    expect(choices.filter(({ value }) => value === undefined)).toHaveLength(1);
  });

  it('keys that were used before come first, files by the names that people have for them', () => {
    const choices = signerChoices(
      ['file:///work/keys/app.key', 'awskms:///alias/app'],
      () => 'keys/app.key',
      false,
    );
    expect(choices.map(({ value }) => value.type)).toEqual([
      'key',
      'cosign',
      'pick-file',
      'keyless',
      'type-reference',
      'notation',
    ]);
    expect(choices[0]?.label).toBe('$(key) keys/app.key');
    expect(choices[1]).toMatchObject({ label: '$(key) awskms:///alias/app', description: 'through cosign' });
  });

  it('nobody attests as the Notary Project does', () => {
    const types = signerChoices([], String, true).map(({ value }) => value.type);
    expect(types).toEqual(['pick-file', 'keyless', 'type-reference']);
  });

  it('keys of notation, with what is to be known of them, then a file, then one for tests', () => {
    const choices = notationKeyChoices([
      { name: 'cloud', isDefault: true, plugin: 'azure-kv' },
      { name: 'local', isDefault: false },
    ]);
    expect(choices.map(({ label, description }) => [label, description])).toEqual([
      ['$(key) cloud', 'the default key, plugin azure-kv, through an installed notation'],
      ['$(key) local', ''],
      ['$(file) Key file…', undefined],
      ['$(beaker) Make a test certificate…', undefined],
    ]);
    expect(choices.at(-1)?.detail).toContain('For tests only');
  });

  it('options of notation, none of Cosign', () => {
    const of = (isIndex: boolean) => notationOptionChoices(isIndex).map(({ value }) => value);
    expect(of(false)).toEqual(['annotations', 'expiry', 'timestamp', 'cose']);
    expect(of(true)[0]).toBe('recursive');
  });

  it('options that make sense: no log to choose without a key, no platforms but of an index', () => {
    const of = (isIndex: boolean, keyless: boolean, attestation: boolean) =>
      optionChoices({ isIndex, keyless, attestation }).map(({ value }) => value);
    expect(of(false, false, false)).toEqual(['annotations', 'upload', 'legacy']);
    expect(of(true, true, false)).toEqual(['recursive', 'annotations', 'legacy']);
    expect(of(false, false, true)).toEqual(['upload', 'legacy']);
  });
});

describe('annotations', () => {
  it.each([
    ['', {}],
    ['env=prod', { env: 'prod' }],
    [' env = prod , team=shop,', { env: 'prod', team: 'shop' }],
    ['url=https://example.com/?a=b', { url: 'https://example.com/?a=b' }],
    ['empty=', { empty: '' }],
    ['__proto__=x', { ['__proto__']: 'x' }],
  ])('"%s"', (text, expected) => {
    expect(Object.entries(parseAnnotations(text))).toEqual(Object.entries(expected));
  });

  it.each([
    ['prod', '"prod" is no annotation'],
    ['=prod', '"=prod" is no annotation'],
    ['a=1,a=2', 'two annotations "a"'],
  ])('"%s" is a mistake', (text, words) => {
    expect(parseAnnotations(text)).toContain(words);
  });
});
