import type { Span } from '../manifest/text-span.ts';
import type { SettingNode } from './setting-node.ts';
import type { TrustedIdentity, TrustedKey, TrustRule } from './trust-settings.ts';

/** A text of the configuration, with where it stands. */
export interface PlacedText {
  readonly text: string;
  readonly span: Span;
  /** Such as `trust[0].images`. */
  readonly path: string;
}

/** The texts of a trust rule, right or wrong: for those who look closer than the shape. */
export interface PlacedRule {
  readonly images?: PlacedText;
  readonly keys: readonly PlacedTexts<keyof TrustedKey>[];
  readonly identities: readonly PlacedTexts<keyof TrustedIdentity>[];
  readonly trustedRoot?: PlacedText;
  readonly notation?: PlacedTexts<keyof NonNullable<TrustRule['notation']>>;
}

type PlacedTexts<Key extends string> = { readonly [K in Key]?: PlacedText };

/** Aliases let a short file stand for an endless one. */
const maxEntries = 2_000;

/** The trust rules of a configuration, with their places. What is no text is left out. */
export function placedTrust(root: SettingNode | undefined): PlacedRule[] {
  let entries = 0;
  const items = (node: SettingNode | undefined) =>
    node?.type === 'list' ? node.items.filter(() => ++entries <= maxEntries) : [];

  return items(member(root, 'trust')).map((rule, index): PlacedRule => {
    const path = `trust[${index}]`;
    const notation = member(rule, 'notation');
    return {
      ...texts(rule, path, ['images', 'trustedRoot']),
      keys: items(member(rule, 'keys')).map((key, at) => texts(key, `${path}.keys[${at}]`, keyMembers)),
      identities: items(member(rule, 'identities')).map((identity, at) =>
        texts(identity, `${path}.identities[${at}]`, identityMembers),
      ),
      ...(notation && { notation: texts(notation, `${path}.notation`, ['policy', 'store']) }),
    };
  });
}

const keyMembers = ['file', 'pem'] as const;
const identityMembers = [
  'issuer',
  'issuerRegExp',
  'subject',
  'subjectRegExp',
  'repository',
  'ref',
  'workflow',
] as const;

function member(node: SettingNode | undefined, key: string): SettingNode | undefined {
  return node?.type === 'map' ? node.entries.find((entry) => entry.key === key)?.value : undefined;
}

function texts<Key extends string>(node: SettingNode, path: string, keys: readonly Key[]): PlacedTexts<Key> {
  const result: { [K in Key]?: PlacedText } = {};
  for (const key of keys) {
    const value = member(node, key);
    if (value?.type !== 'scalar' || typeof value.value !== 'string' || value.value === '') continue;
    result[key] = { text: value.value, span: value.span, path: `${path}.${key}` };
  }
  return result;
}
