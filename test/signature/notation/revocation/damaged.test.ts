import { describe, expect, it } from 'vitest';
import { ask, crlUrl, deltaUrl, issuer, ocspUrl, type World } from '../../../support/notation-revocation.ts';
import { type Holder, makeResponder, makeSigner } from '../../../support/pki/certificate.ts';
import { makeCrl } from '../../../support/pki/crl.ts';
import { makeOcspResponse } from '../../../support/pki/ocsp.ts';

describe('a damaged answer', () => {
  const leaf = makeSigner(issuer, { ocsp: [ocspUrl] });
  const listedLeaf = makeSigner(issuer, { crl: [[crlUrl]], freshest: [deltaUrl] });
  const response = makeOcspResponse(leaf, issuer, { responder: makeResponder(issuer) });
  const base = makeCrl(issuer, { number: 10, revoked: [{ serial: 5, reason: 1 }] });
  const delta = makeCrl(issuer, { number: 12, base: 10, revoked: [{ serial: 6 }] });
  const answers: readonly [string, Holder, Buffer, (bytes: Buffer) => World][] = [
    ['OCSP', leaf, response, (bytes) => ({ [ocspUrl]: bytes })],
    ['a list', listedLeaf, base, (bytes) => ({ [crlUrl]: bytes, [deltaUrl]: delta })],
    ['a delta', listedLeaf, delta, (bytes) => ({ [crlUrl]: base, [deltaUrl]: bytes })],
  ];

  it.each(answers)('of %s proves nothing wherever it ends', (_, holder_, bytes, world) => {
    expect(ask(holder_, world(bytes)).state).toBe('good');
    for (let length = 0; length < bytes.length; length++) {
      expect(ask(holder_, world(bytes.subarray(0, length))).state, `the first ${length} bytes`).toBe(
        'unknown',
      );
    }
    expect(ask(holder_, world(Buffer.concat([bytes, Buffer.of(0)]))).state).toBe('unknown');
  });

  it.each(answers)(
    'of %s proves at most what it did, whichever bit is flipped',
    (_, holder_, bytes, world) => {
      const states = new Map<string, number>();
      for (let bit = 0; bit < bytes.length * 8; bit += 5) {
        const flipped = Buffer.from(bytes);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        const { state } = ask(holder_, world(flipped));
        states.set(state, (states.get(state) ?? 0) + 1);
      }
      // Not a bit of it is without a signature.
      expect([...states.keys()]).toEqual(['unknown']);
    },
  );

  it('with huge lengths proves nothing', () => {
    for (const length of ['84ffffffff', '847fffffff', '88ffffffffffffffff', '80', '8400000001']) {
      const bytes = Buffer.from(`30${length}0a01003003`, 'hex');
      expect(ask(leaf, { [ocspUrl]: bytes }).state).toBe('unknown');
      expect(ask(listedLeaf, { [crlUrl]: bytes }).state).toBe('unknown');
    }
  });

  it('of entries with lengths that lie proves nothing', () => {
    const lies = [
      '3084ffffffff020101',
      '3081050201',
      '30800201010000',
      '308200',
      '30',
      '3003020105',
      '300502817f0101',
      '3006020105170230',
    ];
    for (const lie of lies) {
      const crl = makeCrl(issuer, { entries: Buffer.from(lie, 'hex') });
      expect(ask(makeSigner(issuer, { crl: [[crlUrl]] }), { [crlUrl]: crl }).state, lie).toBe('unknown');
    }
  });
});
