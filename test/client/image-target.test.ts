import { describe, expect, it } from 'vitest';
import { imageOf } from '../../client/src/commands/image-target.ts';

const position = { line: 9, character: 17 };
const uri = 'file:///work/web.yaml';

describe('what "Verify Image" is about', () => {
  it.each([
    ['the arguments of a link or a lens', { uri, position }, { uri, position }],
    ['an image by name', { image: 'nginx:1.27' }, { image: 'nginx:1.27' }],
    [
      'a node of the tree',
      { kind: 'place', item: { uri, range: { start: position, end: position } } },
      { uri, position },
    ],
    ['nothing: then the person is asked', undefined, undefined],
    ['what an editor passes along', { scheme: 'file', path: '/work/web.yaml' }, undefined],
    ['damaged arguments', { uri, position: { line: '9' } }, undefined],
  ])('%s', (_, target, expected) => {
    expect(imageOf(target)).toEqual(expected);
  });
});
