import { describe, expect, it } from 'vitest';
import type { TrustStoreType } from '../../../server/src/signature/verification.ts';
import { readTrustStore } from '../../../server/src/trust/notation/store.ts';
import type { TrustStoreEntry } from '../../../server/src/trust/policy.ts';
import { makeIntermediate, makeRoot, makeSigner } from '../../support/pki/certificate.ts';

const root = makeRoot({ subject: 'CN=root,O=Acme' });
const other = makeRoot({ subject: 'CN=other,O=Acme' });
const intermediate = makeIntermediate(root, { subject: 'CN=intermediate,O=Acme' });
const leaf = makeSigner(root, { subject: 'CN=leaf,O=Acme' });
const test = makeSigner(undefined, { subject: 'CN=test,O=Acme' });

function pem(...ders: readonly Uint8Array[]): string {
  return ders
    .map(
      (der) =>
        `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    )
    .join('');
}

function file(name: string, content: string | Uint8Array): TrustStoreEntry {
  return { name, kind: 'file', bytes: Buffer.from(content as string) };
}

/** The certificates of a store with these entries, and what is wrong with it. */
function read(entries: readonly TrustStoreEntry[], type: TrustStoreType = 'ca') {
  const folder = { name: 'truststore', stores: [{ type, name: 'acme', entries }] };
  const { certificates, problems } = readTrustStore(folder, { type, name: 'acme' });
  return {
    holds: certificates.map(
      ({ file: name, certificate }) => `${name} ${certificate.subject.parts[1]?.[0]?.value}`,
    ),
    problems,
  };
}

describe('a trust store', () => {
  it('holds certificates in PEM and DER, one or several a file', () => {
    const entries = [
      file(
        'bundle.pem',
        `Subject: CN = root\n${pem(root.der)}\n# the other\n${pem(other.der).replaceAll('\n', '\r\n')}`,
      ),
      file('one.crt', root.der),
      file('two.cer', Buffer.concat([other.der, intermediate.der])),
      file('generated.pem', pem(test.der)),
    ];
    expect(read(entries)).toEqual({
      holds: [
        'bundle.pem root',
        'bundle.pem other',
        'one.crt root',
        'two.cer other',
        'two.cer intermediate',
        'generated.pem test',
      ],
      problems: [],
    });
  });

  it('ignores directories, as the specification has it', () => {
    const entries: TrustStoreEntry[] = [{ name: 'old', kind: 'directory' }, file('root.pem', pem(root.der))];
    expect(read(entries)).toEqual({ holds: ['root.pem root'], problems: [] });
    expect(read([{ name: 'old', kind: 'directory' }]).problems).toEqual([
      'The trust store ca:acme is empty: put certificates into the folder truststore/x509/ca/acme.',
    ]);
  });

  it.each<[string, TrustStoreEntry, string]>([
    [
      'a stray file',
      file('notes.txt', 'call Bob'),
      'notes.txt in the trust store ca:acme is no certificate: remove it.',
    ],
    [
      'an empty file',
      file('empty.pem', ''),
      'empty.pem in the trust store ca:acme holds something other than readable certificates (it ends early): leave nothing but certificates in it, or get it again.',
    ],
    [
      'a private key',
      file('key.pem', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'),
      'key.pem in the trust store ca:acme holds something other than readable certificates (PEM of another kind: PRIVATE KEY): leave nothing but certificates in it, or get it again.',
    ],
    [
      'half a block',
      file('half.pem', pem(root.der).slice(0, 300)),
      'half.pem in the trust store ca:acme holds something other than readable certificates (a PEM block that does not end): leave nothing but certificates in it, or get it again.',
    ],
    [
      'a block that is not base64',
      file('bad.pem', pem(root.der).replace('\nMII', '\nM*I')),
      'bad.pem in the trust store ca:acme holds something other than readable certificates (a PEM block that is not base64): leave nothing but certificates in it, or get it again.',
    ],
    [
      'a damaged certificate',
      file('cut.cer', root.der.subarray(0, -1)),
      'cut.cer in the trust store ca:acme holds something other than readable certificates (it ends early): leave nothing but certificates in it, or get it again.',
    ],
    [
      'a link',
      { name: 'root.pem', kind: 'link' },
      'root.pem in the trust store ca:acme is a link, and no link is followed: put the file there.',
    ],
    [
      'what cannot be read',
      { name: 'big.pem', kind: 'unreadable' },
      'big.pem in the trust store ca:acme cannot be read: it must be a file of at most 1 MB.',
    ],
    [
      'who may sign nothing but images',
      file('leaf.pem', pem(root.der, leaf.der)),
      'The certificate CN=leaf,O=Acme (leaf.pem in the trust store ca:acme) is neither that of an authority nor self-signed: put the root of its chain there.',
    ],
  ])('is spoilt by %s', (_, entry, problem) => {
    expect(read([file('root.pem', pem(root.der)), entry]).problems).toEqual([problem]);
  });

  it('for timestamps holds roots', () => {
    expect(read([file('root.pem', pem(root.der))], 'tsa').problems).toEqual([]);
    for (const [name, { der }] of Object.entries({ intermediate, test })) {
      expect(read([file('a.pem', pem(der))], 'tsa').problems).toEqual([
        `The certificate CN=${name},O=Acme (a.pem in the trust store tsa:acme) is no root, and a store for timestamps holds nothing else: put the root of its chain there.`,
      ]);
    }
  });

  it('is one of its type', () => {
    const folder = { name: 'truststore', stores: [{ type: 'ca' as const, name: 'acme', entries: [] }] };
    expect(readTrustStore(folder, { type: 'signingAuthority', name: 'acme' }).problems).toEqual([
      'There is no trust store signingAuthority:acme: put its certificates into the folder truststore/x509/signingAuthority/acme.',
    ]);
  });
});
