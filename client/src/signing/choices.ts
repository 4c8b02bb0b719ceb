import { l10n, type QuickPickItem } from 'vscode';
import type { NotationKeysResult } from '../../../server/src/lsp/signing-protocol.ts';
import type { KeyType } from '../../../server/src/signature/cosign/keys/private-key.ts';
import { predicateTypes } from '../../../server/src/signature/predicate-types.ts';

export interface Choice<T> extends QuickPickItem {
  readonly value: T;
}

/** The type that Cosign makes by default comes first. */
export function keyTypeChoices(): Choice<KeyType>[] {
  return [
    { value: 'ecdsa-p256', label: 'ECDSA P-256', description: l10n.t('as Cosign makes it') },
    { value: 'ed25519', label: 'Ed25519', description: l10n.t('no transparency log of version 2 takes it') },
    { value: 'ecdsa-p384', label: 'ECDSA P-384' },
    { value: 'ecdsa-p521', label: 'ECDSA P-521' },
    { value: 'rsa-2048', label: 'RSA 2048' },
    { value: 'rsa-3072', label: 'RSA 3072' },
    { value: 'rsa-4096', label: 'RSA 4096' },
  ];
}

/** Cosign's names; the last is for any other URI, which is then typed. */
export function predicateChoices(): Choice<string | undefined>[] {
  const details: Readonly<Record<string, string>> = {
    slsaprovenance1: l10n.t('How the image was built (SLSA provenance 1.0)'),
    slsaprovenance02: l10n.t('How the image was built (SLSA provenance 0.2)'),
    spdxjson: l10n.t('What is in it (SPDX, JSON)'),
    spdx: l10n.t('What is in it (SPDX, tag and value)'),
    cyclonedx: l10n.t('What is in it (CycloneDX, JSON)'),
    vuln: l10n.t('What a scanner found'),
    openvex: l10n.t('Which vulnerabilities matter (OpenVEX)'),
    link: l10n.t('A step of a supply chain (in-toto link)'),
    custom: l10n.t('Any file'),
  };
  const named = Object.entries(predicateTypes).flatMap(([name, uri]): Choice<string>[] => {
    const detail = details[name];
    // `slsaprovenance` is another name for one that is listed.
    return detail === undefined ? [] : [{ value: name, label: name, description: detail, detail: uri }];
  });
  return [...named, { value: undefined, label: l10n.t('Another predicate type…') }];
}

/** Who signs. */
export type SignerChoice =
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'cosign'; readonly key: string }
  | { readonly type: 'keyless' }
  | { readonly type: 'pick-file' }
  | { readonly type: 'type-reference' }
  | { readonly type: 'notation' };

/**
 * `recent`: URIs of key files and references; `shorten` makes a name of a URI for people. `attestation`: of which the Notary
 * Project knows none.
 */
export function signerChoices(
  recent: readonly string[],
  shorten: (uri: string) => string,
  attestation: boolean,
): Choice<SignerChoice>[] {
  const known = recent.map((key): Choice<SignerChoice> => {
    const isFile = key.startsWith('file:');
    return {
      value: { type: isFile ? 'key' : 'cosign', key },
      label: `$(key) ${isFile ? shorten(key) : key}`,
      description: isFile ? l10n.t('key file') : l10n.t('through cosign'),
    };
  });
  return [
    ...known,
    {
      value: { type: 'pick-file' },
      label: `$(file) ${l10n.t('Key file…')}`,
      detail: l10n.t('A private key in Cosign’s format, such as cosign.key'),
    },
    {
      value: { type: 'keyless' },
      label: `$(account) ${l10n.t('Without a key')}`,
      detail: l10n.t('Sign in with the browser; your name becomes public for good'),
    },
    {
      value: { type: 'type-reference' },
      label: `$(cloud) ${l10n.t('Key management service…')}`,
      detail: l10n.t('A key that an installed cosign reaches, such as awskms:///alias/NAME'),
    },
    ...(attestation
      ? []
      : [
          {
            value: { type: 'notation' as const },
            label: `$(verified) ${l10n.t('As the Notary Project does…')}`,
            detail: l10n.t('A key with a certificate: of notation, of one of its plugins, or in a file'),
          },
        ]),
  ];
}

export type NotationKeyChoice =
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'pick-file' }
  | { readonly type: 'test' };

/** The keys that notation knows come first. */
export function notationKeyChoices(
  keys: Extract<NotationKeysResult, { keys: unknown }>['keys'],
): Choice<NotationKeyChoice>[] {
  const known = keys.map(({ name, isDefault, plugin }): Choice<NotationKeyChoice> => {
    const words = [
      ...(isDefault ? [l10n.t('the default key')] : []),
      ...(plugin === undefined ? [] : [l10n.t('plugin {0}, through an installed notation', plugin)]),
    ];
    return { value: { type: 'name', name }, label: `$(key) ${name}`, description: words.join(', ') };
  });
  return [
    ...known,
    {
      value: { type: 'pick-file' },
      label: `$(file) ${l10n.t('Key file…')}`,
      detail: l10n.t('A private key in PEM, and its certificates'),
    },
    {
      value: { type: 'test' },
      label: `$(beaker) ${l10n.t('Make a test certificate…')}`,
      detail: l10n.t('For tests only: nobody vouches for it, and it is valid for one day'),
    },
  ];
}

/** What can be switched on of what `notation sign` can do. */
export function notationOptionChoices(
  isIndex: boolean,
): Choice<'recursive' | 'annotations' | 'expiry' | 'timestamp' | 'cose'>[] {
  return [
    ...(isIndex ? [everyPlatform()] : []),
    {
      value: 'annotations',
      label: l10n.t('User metadata'),
      description: l10n.t('name=value pairs that are signed along'),
    },
    { value: 'expiry', label: l10n.t('Expiry'), description: l10n.t('until when the signature is to hold') },
    {
      value: 'timestamp',
      label: l10n.t('Timestamp'),
      description: l10n.t('of an authority: the signature outlives its certificate'),
    },
    { value: 'cose', label: 'COSE', description: l10n.t('as the type of the envelope, instead of JWS') },
  ];
}

function everyPlatform(): Choice<'recursive'> {
  return {
    value: 'recursive',
    label: l10n.t('Every platform'),
    description: l10n.t('besides the index as a whole'),
  };
}

export type SigningOption = 'legacy' | 'recursive' | 'upload' | 'annotations';

/** What can be switched on; nothing of it is to begin with. */
export function optionChoices(about: {
  readonly isIndex: boolean;
  readonly keyless: boolean;
  readonly attestation: boolean;
}): Choice<SigningOption>[] {
  return [
    ...(about.isIndex ? [everyPlatform()] : []),
    ...(about.attestation
      ? []
      : [
          {
            value: 'annotations' as const,
            label: l10n.t('Annotations'),
            description: l10n.t('name=value pairs that are signed along'),
          },
        ]),
    ...(about.keyless
      ? []
      : [
          {
            value: 'upload' as const,
            label: l10n.t('Transparency log'),
            description: l10n.t('publish an entry of the signature; you are asked once more'),
          },
        ]),
    {
      value: 'legacy',
      label: l10n.t('Layout of Cosign 1 and 2'),
      description: l10n.t('for tools that know no bundles yet'),
    },
  ];
}
