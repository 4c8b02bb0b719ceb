import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfigurationFile } from '../../server/src/configuration/parse-configuration.ts';
import { createTrustFiles, isOwnNotation, namesFile } from '../../server/src/platform/trust-files.ts';
import type { TrustStoreFolder } from '../../server/src/trust/policy.ts';

let folder: string;
const write = (path: string, content: string | Uint8Array = 'certificate') => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'imageseal-trust-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const files = (options = {}) =>
  createTrustFiles({ env: { NOTATION_CONFIG: join(folder, 'notation') }, ...options });

/** `ca:acme root.pem old/` */
function list({ stores }: TrustStoreFolder): string[] {
  return stores.map(({ type, name, problem, entries }) => {
    const shown = entries.map((entry) =>
      entry.kind === 'file' ? entry.name : `${entry.name} (${entry.kind})`,
    );
    return [`${type}:${name}`, ...shown, ...(problem === undefined ? [] : [problem])].join(' ');
  });
}

describe('a trust store on disk', () => {
  it('is read with all that lies in it, and no deeper', () => {
    write('certs/x509/ca/acme/root.pem');
    write('certs/x509/ca/acme/old/root.pem');
    write('certs/x509/ca/acme/big.pem', new Uint8Array(1024 * 1024 + 1));
    write('certs/x509/tsa/stamps/root.cer');
    write('certs/x509/ca/notes.txt');
    write('certs/x509/other/acme/root.pem');
    mkdirSync(join(folder, 'certs/x509/ca/empty'));
    expect(list(files().store('certs', folder))).toEqual([
      'ca:acme big.pem (unreadable) old (directory) root.pem',
      'ca:empty',
      'tsa:stamps root.cer',
    ]);
  });

  it.skipIf(process.platform === 'win32')('follows no link to a store or a certificate', () => {
    write('certs/x509/ca/acme/root.pem');
    symlinkSync(join(folder, 'certs/x509/ca/acme/root.pem'), join(folder, 'certs/x509/ca/acme/same.pem'));
    symlinkSync(join(folder, 'certs/x509/ca/acme'), join(folder, 'certs/x509/ca/linked'));
    expect(list(files().store('certs', folder))).toEqual([
      'ca:acme root.pem same.pem (link)',
      'ca:linked The trust store ca:linked is a link, and no link is followed: put a folder there.',
    ]);
  });

  it.skipIf(process.platform === 'win32')('waits for no pipe, and reads no device', () => {
    mkdirSync(join(folder, 'certs/x509/ca/acme'), { recursive: true });
    execFileSync('sh', ['-c', 'mkfifo policy.json certs/x509/ca/acme/pipe.pem'], { cwd: folder });
    expect(list(files().store('certs', folder))).toEqual(['ca:acme pipe.pem (unreadable)']);
    expect(files().file('policy.json', folder)).toEqual({
      problem: 'policy.json cannot be read: it is no file.',
    });
    expect(files().file('/dev/zero', folder)).toEqual({
      problem: '/dev/zero cannot be read: it is no file.',
    });
  });

  it('may be none', () => {
    write('certs/ca/acme/root.pem');
    write('file');
    const problem = (path: string, at: string | undefined = folder) => files().store(path, at).problem;
    expect(problem('gone')).toBe('There is no folder gone: correct the path of the trust store.');
    expect(problem('file')).toBe('There is no folder file: correct the path of the trust store.');
    expect(problem('certs')).toBe('certs has no folder x509 in it: name the folder that holds x509.');
    expect(createTrustFiles().store('certs', undefined).problem).toBe(
      'certs cannot be read: there is no folder here that it is relative to.',
    );
  });

  it('is not read without end', () => {
    for (let index = 0; index <= 200; index++) write(`certs/x509/ca/acme/${index}.pem`);
    expect(files().store('certs', folder)).toEqual({
      name: 'certs',
      problem: 'The trust store certs is not read: it holds more than 200 files or 16 MB.',
      stores: [],
    });
  });
});

describe("notation's own configuration", () => {
  it('is the policy for images before the one for everything, with its trust store', () => {
    write('notation/trustpolicy.json', 'old');
    write('notation/truststore/x509/ca/acme/root.pem');
    expect(files().own()?.document()).toMatchObject({ document: { text: 'old' } });
    write('notation/trustpolicy.oci.json', 'new');
    expect(files().own()?.document()).toEqual({
      name: join(folder, 'notation', 'trustpolicy.oci.json'),
      document: { text: 'new' },
    });
    expect(list(files().own()!.store())).toEqual(['ca:acme root.pem']);
  });

  it('may be missing, and may not be read everywhere', () => {
    expect(files().own()?.document()).toBeUndefined();
    expect(files().own()?.store()).toMatchObject({ stores: [] });
    write('notation/trustpolicy.json', 'old');
    let trusted = false;
    const guarded = files({ mayRead: () => trusted });
    expect(guarded.own()).toBeUndefined();
    write('certs/x509/ca/acme/root.pem');
    write('policy.json', '{}');
    const problem = (path: string) => `${path} is not read in Restricted Mode: trust the workspace first.`;
    expect(guarded.file('policy.json', folder)).toEqual({ problem: problem('policy.json') });
    expect(guarded.store('certs', folder)).toEqual({ name: 'certs', problem: problem('certs'), stores: [] });
    trusted = true;
    expect(guarded.own()?.document()).toMatchObject({ document: { text: 'old' } });
    expect(guarded.file('policy.json', folder)).toEqual({ text: '{}' });
    expect(list(guarded.store('certs', folder))).toEqual(['ca:acme root.pem']);
  });

  it('counts although it cannot be read', () => {
    mkdirSync(join(folder, 'notation/trustpolicy.oci.json'), { recursive: true });
    write('notation/trustpolicy.json', 'old');
    const name = join(folder, 'notation', 'trustpolicy.oci.json');
    expect(files().own()?.document()).toEqual({
      name,
      document: { problem: `${name} cannot be read: it is no file.` },
    });
  });

  it.skipIf(process.platform === 'win32').each(['nowhere', 'trustpolicy.json', 'trustpolicy.oci.json'])(
    'follows no link, to %s either, and takes nothing weaker in its place',
    (target) => {
      write('notation/trustpolicy.json', 'old');
      symlinkSync(target, join(folder, 'notation/trustpolicy.oci.json'));
      const name = join(folder, 'notation', 'trustpolicy.oci.json');
      expect(files().own()?.document()).toEqual({
        name,
        document: { problem: `${name} is a link, which notation does not follow: put the file there.` },
      });
    },
  );

  it.each([
    ['trustpolicy.json', true],
    ['trustpolicy.oci.json', true],
    ['truststore', true],
    ['truststore/x509/ca/acme/root.pem', true],
    ['.', true],
    ['signingkeys.json', false],
    ['..', false],
    ['../notation2/trustpolicy.json', false],
  ])('is %s: %s', (path, expected) => {
    const env = { NOTATION_CONFIG: join(folder, 'notation') };
    expect(isOwnNotation(join(folder, 'notation', path), env)).toBe(expected);
  });
});

describe('a rule', () => {
  const parsed = parseConfigurationFile(
    'trust:\n  - images: "**"\n    notation: { policy: ./conf/tp.json, store: conf/certs }\n',
  );

  it.each([
    ['conf/tp.json', true],
    ['conf/certs/x509/ca/acme/root.pem', true],
    ['conf/certs', true],
    ['conf', true],
    ['conf/certs2/x509/ca/acme/root.pem', false],
    ['conf/tp.json.bak', false],
    ['../conf/tp.json', false],
    ['other.json', false],
  ])('names %s: %s', (path, expected) => {
    expect(namesFile(parsed, '/work', join('/work', path))).toBe(expected);
  });
});
