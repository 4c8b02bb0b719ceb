import { type Der, DerError, tags } from './der.ts';

/** One attribute of a distinguished name. */
export interface NameAttribute {
  /** Dotted: `2.5.4.10`. */
  readonly oid: string;
  /** The short name of RFC 4514 and Go; `undefined` for those that have none. */
  readonly type: string | undefined;
  readonly value: string;
}

/** A distinguished name (X.501): relative names in the order of the certificate, each of one or more attributes. */
export interface DistinguishedName {
  readonly bytes: Uint8Array;
  readonly parts: readonly (readonly NameAttribute[])[];
}

/** The attribute types that Go's crypto/x509/pkix has a name for. */
const types: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'SERIALNUMBER',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.17': 'POSTALCODE',
};

/** @throws DerError */
export function readName(der: Der): DistinguishedName {
  const parts = der
    .as(tags.sequence)
    .children()
    .map((set) => {
      const attributes = set.as(tags.set).children(20).map(readAttribute);
      if (attributes.length === 0) throw new DerError('a relative name without attributes');
      return attributes;
    });
  return { bytes: der.bytes, parts };
}

function readAttribute(der: Der): NameAttribute {
  const [type, value, ...others] = der.as(tags.sequence).children(3);
  if (!type || !value || others.length > 0) throw new DerError('no attribute of a name');
  const oid = type.oid();
  return { oid, type: types[oid], value: value.text() };
}

/** As RFC 4514 writes it and openssl and notation show it: the last part first. `CN=app,O=Acme,ST=WA,C=US` */
export function formatName({ parts }: Pick<DistinguishedName, 'parts'>): string {
  return parts
    .toReversed()
    .map((attributes) =>
      attributes.map(({ type, oid, value }) => `${type ?? oid}=${escapeValue(value)}`).join('+'),
    )
    .join(',');
}

/** RFC 4514, section 2.4. What could mislead the eye is written in hexadecimal. */
function escapeValue(value: string): string {
  return value
    .replace(/["+,;<>\\]/g, '\\$&')
    .replace(/^[ #]| $/g, '\\$&')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (letter) =>
      [...Buffer.from(letter)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join(''),
    );
}
