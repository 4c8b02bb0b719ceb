import { describe, expect, it } from 'vitest';
import { type GatedDocument, JsonGate, mayBeOurs } from '../../client/src/json-gate.ts';

function json(text: string, uri = 'file:///a.json', languageId = 'json'): GatedDocument {
  const lines = text.split('\n');
  return { languageId, uri, lineCount: lines.length, lineAt: (line) => ({ text: lines[line] ?? '' }) };
}

const pod = '{\n  "apiVersion": "v1",\n  "kind": "Pod"\n}';

describe('which documents may be ours', () => {
  it('lets all YAML through, manifest or not', () => {
    expect(mayBeOurs(json('', 'file:///a.yaml', 'yaml'))).toBe(true);
    expect(mayBeOurs(json('', 'file:///a.yaml', 'helm'))).toBe(true);
  });

  it('lets JSON through that names an apiVersion and a kind', () => {
    expect(mayBeOurs(json(pod))).toBe(true);
    expect(mayBeOurs(json(JSON.stringify(JSON.parse(pod))))).toBe(true);
    expect(mayBeOurs(json('{"apiVersion" : "v1",\n\n"items":[{"kind"\t: "Pod"}]}'))).toBe(true);
  });

  it('lets trust policies of the Notary Project through', () => {
    expect(mayBeOurs(json('{\n  "version": "1.0",\n  "trustPolicies": [\n'))).toBe(true);
    expect(mayBeOurs(json('{"TrustPolicies":[]}'))).toBe(true);
  });

  it.each([
    '{"name": "app", "version": "1.0.0"}',
    '{"Version": "2012-10-17", "Statement": []}',
    '{"apiVersion": "v1"}',
    '{"kind": "Pod"}',
    '{"text": "apiVersion and kind"}',
    '',
  ])('keeps %s back', (text) => {
    expect(mayBeOurs(json(text))).toBe(false);
  });

  it('looks at the beginning of a huge file only', () => {
    let read = 0;
    const huge: GatedDocument = {
      languageId: 'json',
      uri: 'file:///huge.json',
      lineCount: 5_000_000,
      lineAt: () => {
        read += 1;
        return { text: '  "a": 1,' };
      },
    };
    expect(mayBeOurs(huge)).toBe(false);
    expect(read).toBeLessThanOrEqual(1_000);
    expect(mayBeOurs(json(`${' '.repeat(300_000)}${pod.replaceAll('\n', '')}`))).toBe(false);
  });
});

describe('the gate', () => {
  it('opens a document late, once it has become a manifest, and passes its changes from then on', () => {
    const gate = new JsonGate();
    expect(gate.admitOpened(json('{}'))).toBe(false);
    expect(gate.isHeld('file:///a.json')).toBe(true);
    expect(gate.admitChanged(json('{"apiVersion": "v1"}'))).toBe('hold');
    expect(gate.admitChanged(json(pod))).toBe('open');
    expect(gate.isHeld('file:///a.json')).toBe(false);
    expect(gate.admitChanged(json('{}'))).toBe('pass');
    expect(gate.admitClosed(json('{}'))).toBe(true);
  });

  it('closes in silence what it never let through', () => {
    const gate = new JsonGate();
    gate.admitOpened(json('{}'));
    expect(gate.admitClosed(json('{}'))).toBe(false);
    expect(gate.isHeld('file:///a.json')).toBe(false);
  });

  it('keeps documents apart', () => {
    const gate = new JsonGate();
    gate.admitOpened(json('{}', 'file:///a.json'));
    gate.admitOpened(json(pod, 'file:///b.json'));
    expect([gate.isHeld('file:///a.json'), gate.isHeld('file:///b.json')]).toEqual([true, false]);
  });
});
