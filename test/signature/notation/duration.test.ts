import { expect, it } from 'vitest';
import { parseExpiry } from '../../../server/src/signature/notation/duration.ts';

it.each([
  ['24h', 86_400],
  ['1h30m', 5_400],
  ['1.5h', 5_400],
  ['.5m', 30],
  ['90s', 90],
  ['+1h', 3_600],
  ['1000ms', 1],
  ['1s1000000us1000000µs', 3],
  ['1000000000ns', 1],
  ['2562047h', 9_223_369_200],
])('%s is %d seconds', (text, seconds) => {
  expect(parseExpiry(text)).toBe(seconds);
});

// Go refuses them, or notation does.
it.each([
  '',
  '24',
  '1d',
  '0s',
  '0',
  '-1h',
  '1h-1m',
  '500ms',
  '1.5s',
  'h',
  '.h',
  '1 h',
  '1H',
  '2562048h',
  `${'9'.repeat(40)}h`,
])('%j is no expiry', (text) => {
  expect(parseExpiry(text)).toBeUndefined();
});
