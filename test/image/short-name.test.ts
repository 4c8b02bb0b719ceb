import { describe, expect, it } from 'vitest';
import { canonicalTagged } from '../../server/src/image/names.ts';
import { parseImageReference } from '../../server/src/image/parse-reference.ts';
import { shortName } from '../../server/src/image/short-name.ts';

const digest = `sha256:4f53cda18c2b${'0'.repeat(52)}`;

function reference(text: string) {
  const parsed = parseImageReference(text);
  if (parsed.kind !== 'reference') throw new Error(`${text} is ${parsed.kind}`);
  return parsed;
}

describe('shortName', () => {
  it.each([
    ['nginx', undefined, 'nginx'],
    ['nginx:1.27', undefined, 'nginx:1.27'],
    ['docker.io/acme/app', 'docker.io', 'acme/app'],
    [
      `registry.corp.example:5000/acme/shop/app:1.0@${digest}`,
      'registry.corp.example:5000',
      'acme/shop/app:1.0',
    ],
    [`ghcr.io/acme/app@${digest}`, 'ghcr.io', 'acme/app@sha256:4f53cda18c2b…'],
  ])('of %s', (text, registry, name) => {
    expect(shortName(reference(text))).toEqual({ registry, name });
  });
});

describe('canonicalTagged', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    [`nginx:1.27@${digest}`, 'docker.io/library/nginx:1.27'],
    [`ghcr.io/acme/app@${digest}`, 'ghcr.io/acme/app'],
  ])('of %s', (text, spelt) => {
    expect(canonicalTagged(reference(text))).toBe(spelt);
  });
});
