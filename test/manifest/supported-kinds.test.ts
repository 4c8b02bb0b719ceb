import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { supportedKinds, supportedKindsFile } from '../../scripts/supported-kinds.mts';

it('docs/supported-kinds.md is current (node scripts/supported-kinds.mts writes it)', () => {
  expect(readFileSync(supportedKindsFile, 'utf8').replaceAll('\r\n', '\n')).toBe(supportedKinds());
});
