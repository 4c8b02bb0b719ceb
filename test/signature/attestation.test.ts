import { describe, expect, it } from 'vitest';
import { attestationOf } from '../../server/src/signature/attestation.ts';
import { failureOf } from '../support/signing.ts';

const now = Date.parse('2026-03-01T12:00:00.500Z');
const json = Buffer.from('\ufeff{"a": [1]}');
const of = (type: string, file: Uint8Array) => attestationOf(type, file, now);

describe('attestationOf', () => {
  it.each([
    ['slsaprovenance', 'https://slsa.dev/provenance/v0.2'],
    ['slsaprovenance1', 'https://slsa.dev/provenance/v1'],
    ['spdxjson', 'https://spdx.dev/Document'],
    ['cyclonedx', 'https://cyclonedx.org/bom'],
    ['https://example.com/review/v1', 'https://example.com/review/v1'],
  ])('%s is of type %s, and its predicate the JSON of the file', (type, predicateType) => {
    expect(of(type, json)).toEqual({ predicateType, predicate: { a: [1] } });
  });

  it('wraps a custom file as cosign does, and keeps SPDX tag-value as it is', () => {
    expect(of('custom', Buffer.from('no JSON'))).toEqual({
      predicateType: 'https://cosign.sigstore.dev/attestation/v1',
      predicate: { Data: 'no JSON', Timestamp: '2026-03-01T12:00:00Z' },
    });
    expect(of('spdx', Buffer.from('SPDXVersion: SPDX-2.3\n'))).toEqual({
      predicateType: 'https://spdx.dev/Document',
      predicate: 'SPDXVersion: SPDX-2.3\n',
    });
  });

  it.each([
    ['cyclonedx', '[]', 'predicate-not-json'],
    ['cyclonedx', '', 'predicate-not-json'],
    ['toString', '{}', 'predicate-type'],
    ['sbom', '{}', 'predicate-type'],
    ['custom', ' '.repeat(16 * 1024 * 1024 + 1), 'predicate-too-large'],
  ])('%s is refused: %#', async (type, text, code) => {
    expect(await failureOf((async () => of(type, Buffer.from(text)))())).toMatchObject({ code });
  });
});
