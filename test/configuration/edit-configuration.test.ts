import { describe, expect, it } from 'vitest';
import { setRuleSeverity } from '../../server/src/configuration/edit-configuration.ts';
import { parseConfigurationFile } from '../../server/src/configuration/parse-configuration.ts';
import { applyEdits } from '../../server/src/manifest/text-span.ts';

function switchedOff(text: string): string | undefined {
  const edits = setRuleSeverity(text, 'unsigned', 'off');
  return edits && applyEdits(text, edits);
}

describe('setRuleSeverity', () => {
  it.each([
    ['an empty file', '', 'rules:\n  unsigned: off\n'],
    ['comments alone', '# ours\n', '# ours\nrules:\n  unsigned: off\n'],
    ['no rules yet', 'ignore: [docs/]', 'ignore: [docs/]\nrules:\n  unsigned: off\n'],
    ['rules without anything', 'rules:\nignore: []\n', 'rules:\n  unsigned: off\nignore: []\n'],
    ['rules with a comment', 'rules: # none\n', 'rules: # none\n  unsigned: off\n'],
    ['an empty map', 'rules: {}\n', 'rules: { unsigned: off }\n'],
    ['null', 'rules: ~\n', 'rules: { unsigned: off }\n'],
    [
      'other rules',
      'rules:\n  # why\n  unpinned: error # loud\n',
      'rules:\n  # why\n  unsigned: off\n  unpinned: error # loud\n',
    ],
    ['another severity', 'rules:\n  unsigned: error # loud\n', 'rules:\n  unsigned: off # loud\n'],
    ['a quoted severity', 'rules: { \'unsigned\': "error" }\n', "rules: { 'unsigned': off }\n"],
    ['a rule without a value', 'rules:\n  unsigned:\n', 'rules:\n  unsigned: off\n'],
    ['flow style', 'rules: { unpinned: error }\n', 'rules: { unsigned: off, unpinned: error }\n'],
    ['flow style all over', '{ ignore: [] }\n', '{ rules: { unsigned: off }, ignore: [] }\n'],
    [
      'Windows line ends',
      'rules:\r\n    unpinned: error\r\n',
      'rules:\r\n    unsigned: off\r\n    unpinned: error\r\n',
    ],
    ['already off', 'rules: { unsigned: off }\n', 'rules: { unsigned: off }\n'],
    ['a wrong value', 'rules: { unsigned: loud }\n', 'rules: { unsigned: off }\n'],
    ['a document marker', '---\nignore: []\n', '---\nignore: []\nrules:\n  unsigned: off\n'],
  ])('with %s', (_, before, after) => {
    expect(switchedOff(before)).toBe(after);
    expect(parseConfigurationFile(after).settings.rules?.unsigned).toBe('off');
  });

  it.each([
    ['broken syntax', 'rules: {\n'],
    ['a list', '- rules\n'],
    ['rules that are a list', 'rules: [unsigned]\n'],
    ['rules that are an alias', 'images: &x {}\nrules: *x\n'],
    ['an end marker', 'ignore: []\n...\n'],
    ['two documents', 'ignore: []\n---\nignore: []\n'],
  ])('leaves a file alone that has %s', (_, text) => {
    expect(switchedOff(text)).toBeUndefined();
  });
});
