import { describe, expect, it } from 'vitest';
import {
  Der,
  DerError,
  encodeDer,
  encodeInteger,
  encodeOid,
  tags,
} from '../../../server/src/signature/notation/x509/der.ts';

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

function outcome<T>(read: () => T): T | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof DerError) return `refused: ${error.message}`;
    throw error;
  }
}

describe('DER', () => {
  it.each([
    ['a byte too many', '05 00 00', 'refused: there are bytes after it'],
    ['a byte too few', '04 02 00', 'refused: it ends early'],
    ['no length', '30', 'refused: it ends early'],
    ['an indefinite length', '30 80 00 00', 'refused: a length that is none'],
    ['a long length of a short element', '04 81 01 00', 'refused: a length that is not the shortest'],
    [
      'a length with a leading zero',
      `04 82 00 80 ${'00'.repeat(128)}`,
      'refused: a length that is not the shortest',
    ],
    ['a length beyond the end', '04 84 ff ff ff ff', 'refused: it ends early'],
    ['a length of five bytes', '04 85 01 00 00 00 00', 'refused: a length that is none'],
    ['a tag of several bytes', '1f 1f 00', 'refused: a tag of several bytes'],
  ])('refuses %s', (_, hex, message) => {
    expect(outcome(() => Der.read(bytes(hex)).tag)).toBe(message);
  });

  it.each([
    ['01 01 ff', true],
    ['01 01 00', false],
    ['01 01 01', 'refused: no boolean'],
  ])('boolean %s', (hex, value) => {
    expect(outcome(() => Der.read(bytes(hex)).boolean())).toBe(value);
  });

  it.each([
    ['02 01 00', 0n],
    ['02 01 80', -128n],
    ['02 02 00 80', 128n],
    ['02 02 00 7f', 'refused: an integer that is not the shortest'],
    ['02 02 ff 80', 'refused: an integer that is not the shortest'],
    ['02 00', 'refused: no integer'],
  ])('integer %s', (hex, value) => {
    expect(outcome(() => Der.read(bytes(hex)).integer())).toBe(value);
  });

  it.each([0, 1, 127, 128, 255, 256, 65_535, 2 ** 31 - 1])('writes %d as it reads it', (number) => {
    expect(Der.read(encodeInteger(number)).small()).toBe(number);
  });

  it.each([
    '1.2.840.113549.1.1.11',
    '2.5.4.3',
    '2.999.1',
    '0.9.2342.19200300.100.1.25',
    '1.3.6.1.4.1.57264.1.8',
  ])('writes %s as it reads it', (oid) => {
    expect(Der.read(encodeOid(oid)).oid()).toBe(oid);
  });

  it.each([
    ['06 02 2a 80', 'refused: no OID'],
    ['06 03 2a 80 01', 'refused: an OID that is not the shortest'],
    ['06 00', 'refused: no OID'],
  ])('OID %s', (hex, message) => {
    expect(outcome(() => Der.read(bytes(hex)).oid())).toBe(message);
  });

  it.each([
    ['03 02 07 80', [0]],
    ['03 02 05 a0', [0, 2]],
    ['03 02 00 80', 'refused: a bit list with zeros at its end'],
    ['03 02 05 a1', 'refused: a bit list with stray bits'],
    ['03 01 00', []],
  ])('bit list %s', (hex, value) => {
    expect(outcome(() => [...Der.read(bytes(hex)).namedBits()])).toEqual(value);
  });

  it.each([
    [tags.utcTime, '260228235959Z', '2026-02-28T23:59:59.000Z'],
    [tags.utcTime, '500101000000Z', '1950-01-01T00:00:00.000Z'],
    [tags.generalizedTime, '20500101000000Z', '2050-01-01T00:00:00.000Z'],
    [tags.generalizedTime, '20260101000000.25Z', '2026-01-01T00:00:00.250Z'],
    [tags.generalizedTime, '00010101000000Z', '0001-01-01T00:00:00.000Z'],
    [tags.utcTime, '260230000000Z', 'refused: no time'],
    [tags.utcTime, '2602280000Z', 'refused: no time'],
    [tags.utcTime, '260228000000+0100', 'refused: no time'],
    [tags.generalizedTime, '20260101240000Z', 'refused: no time'],
    [tags.generalizedTime, '20260101000000.250Z', 'refused: no time'],
  ])('time %i %s', (tag, text, value) => {
    const element = Der.read(encodeDer(tag, Buffer.from(text)));
    expect(outcome(() => new Date(element.time()).toISOString())).toBe(value);
  });

  it.each([0, 127, 128, 255, 256, 65_535, 65_536])(
    'writes an element of %d bytes as it reads it',
    (length) => {
      const element = Der.read(encodeDer(tags.octetString, Buffer.alloc(length, 7)));
      expect(element.octets()).toHaveLength(length);
    },
  );
});
