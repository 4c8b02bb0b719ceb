import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import type { FileReport } from '../../server/src/cli/check/report.ts';
import { paintFor } from '../../server/src/cli/style.ts';
import { digestOf, evidenceOf } from '../support/evidence.ts';
import { format, reportOfText } from './support/report.ts';

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

const evidence = evidenceOf({
  'ghcr.io/acme/app:1.0': { tag: digestOf('a'), verdict: 'unsigned' },
  'ghcr.io/acme/signed:1.0': { tag: digestOf('b'), verdict: 'unverified' },
  [`ghcr.io/acme/moved:2@${digestOf('c')}`]: { tag: digestOf('d'), verdict: 'unverified' },
  'ghcr.io/acme/gone:1': { tag: 'no-tag' },
  'quay.io/acme/private:1': {
    tag: { code: 'unauthorized', host: 'quay.io', repository: 'acme/private', anonymous: true },
  },
});

const deployment = reportOfText(
  'k8s/web.yaml',
  `# 웹 서버
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    spec:
      initContainers:
        - {name: "서명", image: "ghcr.io/acme/app:1.0"}
      containers:
        - name: signed
          image: ghcr.io/acme/signed:1.0
        - name: moved
          image: ghcr.io/acme/moved:2@${digestOf('c')}
        - name: gone
          image: ghcr.io/acme/gone:1
        - name: private
          image: quay.io/acme/private:1
        - name: invalid
          image: ghcr.io/Acme/app:1
        - name: templated
          image: \${IMAGE}
# imageseal-ignore unpinnd
`,
  evidence,
);
const values = reportOfText(
  'chart/values.yaml',
  'image:\r\n  registry: ghcr.io\r\n  repository: acme/app\r\n  tag: "1.0"\r\n',
  evidence,
);
const clean = reportOfText(
  'clean.yaml',
  `kind: Pod\napiVersion: v1\nspec: {containers: [{image: 'ghcr.io/acme/signed@${digestOf('b')}'}]}\n`,
);
const reports: readonly FileReport[] = [deployment, values];

/** One image of every verdict. */
const verdicts = ['trusted', 'signed', 'unverified', 'untrusted', 'invalid', 'unsigned', 'unknown'] as const;
const everyVerdict = reportOfText(
  'every.yaml',
  `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n${verdicts.map((verdict) => `    - image: ghcr.io/acme/${verdict}@${digestOf('a')}\n`).join('')}`,
  evidenceOf(
    Object.fromEntries(verdicts.map((verdict) => [`ghcr.io/acme/${verdict}@${digestOf('a')}`, { verdict }])),
  ),
);

describe('every verdict', () => {
  it('in text', async () => {
    await expect(await format('text', [everyVerdict])).toMatchFileSnapshot('golden/verdicts.txt');
  });

  it('in JSON, as its schema says', async () => {
    const schema = read('../../docs/schemas/check-output.schema.json');
    const output = JSON.parse(await format('json', [everyVerdict]));
    expect(new Ajv({ strictTypes: false }).validate(schema, output)).toBe(true);
    const [{ images, findings }] = output.files;
    expect(images.map(({ verdict }: { verdict: string }) => verdict)).toEqual(verdicts);
    expect(
      findings.map(({ rule, severity }: { rule: string; severity: string }) => `${severity} ${rule}`),
    ).toEqual([
      'information unverified-signature',
      'error untrusted-signer',
      'error invalid-signature',
      'warning unsigned',
    ]);
    expect(output.summary.unknown).toBe(1);
  });

  it('in SARIF, each finding with the rule it names', async () => {
    const [run] = JSON.parse(await format('sarif', [everyVerdict])).runs;
    const results: { ruleId: string; ruleIndex: number; level: string }[] = run.results;
    expect(results.map(({ ruleIndex }) => run.tool.driver.rules[ruleIndex].id)).toEqual(
      results.map(({ ruleId }) => ruleId),
    );
    expect(results.map(({ ruleId, level }) => `${level} ${ruleId}`)).toEqual([
      'note unverified-signature',
      'error untrusted-signer',
      'error invalid-signature',
      'warning unsigned',
    ]);
  });

  it('on GitHub', async () => {
    const lines = (await format('github', [everyVerdict])).split('\n');
    expect(
      lines.map((line) => line.replace(/ .*title=/, ' ').replace(/::(?!notice|warning|error).*/, '')),
    ).toEqual([
      '::notice ImageSeal unverified-signature',
      '::error ImageSeal untrusted-signer',
      '::error ImageSeal invalid-signature',
      '::warning ImageSeal unsigned',
      '::notice ImageSeal',
      'Checked 1 file and 7 images: 2 errors, 1 warning, 1 note; 1 unknown.',
      '',
    ]);
  });
});

describe('text', () => {
  it('shows place, message, source and rule; unknowns apart; counts', async () => {
    await expect(await format('text', reports)).toMatchFileSnapshot('golden/report.txt');
  });

  it('has colours when they are wanted', async () => {
    const paint = paintFor(true, { write: () => {}, isTerminal: false, columns: undefined }, {});
    await expect(await format('text', reports, { paint })).toMatchFileSnapshot('golden/report.ansi.txt');
  });

  it('fits a narrow terminal', async () => {
    const output = { write: () => {}, isTerminal: true, columns: 60 };
    const text = await format('text', reports, { output });
    for (const line of text.split('\n').filter((line) => / \| /.test(line)))
      expect(line.length).toBeLessThanOrEqual(64);
  });

  it('says little when there is little to say', async () => {
    expect(await format('text', [])).toBe('Checked 0 files and 0 images: nothing found.\n');
    expect(await format('text', [clean], { offline: true })).toBe(
      'Checked 1 file and 1 image: nothing found; 1 unknown.\nOffline: no image was looked up, so signatures and digests are unknown.\n',
    );
  });
});

describe('json', () => {
  const schema = read('../../docs/schemas/check-output.schema.json');
  const validate = new Ajv({ allErrors: true, strict: true, strictTypes: false }).compile(schema);

  it('is what its schema says', async () => {
    const output = JSON.parse(await format('json', reports));
    expect(validate(output), JSON.stringify(validate.errors)).toBe(true);
    await expect(`${JSON.stringify(output, undefined, 2)}\n`).toMatchFileSnapshot('golden/report.json');
  });

  it('is valid without a file, and with one', async () => {
    for (const some of [[], [clean], [clean, ...reports]]) {
      const output = JSON.parse(await format('json', some));
      expect(validate(output), JSON.stringify(validate.errors)).toBe(true);
      expect(output.files).toHaveLength(some.length);
    }
    expect(await format('json', [])).toBe(
      '{"files":[],"summary":{"files":0,"images":0,"findings":0,"unknown":0}}\n',
    );
  });

  it('counts templated images as images and not as unknown', async () => {
    const { files, summary } = JSON.parse(await format('json', [deployment]));
    const images: { templated: boolean; verdict: string; reference: string | null; text: string }[] =
      files[0].images;
    const unknown = images.filter(({ verdict }) => verdict === 'unknown');
    expect(unknown.map(({ text, templated, reference }) => [text, templated, reference])).toEqual([
      ['ghcr.io/acme/gone:1', false, 'ghcr.io/acme/gone:1'],
      ['quay.io/acme/private:1', false, 'quay.io/acme/private:1'],
      ['ghcr.io/Acme/app:1', false, null],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the manifest's own placeholder
      ['${IMAGE}', true, null],
    ]);
    expect(summary).toMatchObject({ images: 7, unknown: 3 });
  });

  it('has positions that cut exactly the reference out of the text', async () => {
    const { files } = JSON.parse(await format('json', [deployment]));
    const lines = deployment.text.split('\n');
    for (const { text, line, column, endLine, endColumn } of files[0].images) {
      expect(endLine).toBe(line);
      expect(lines[line - 1]!.slice(column - 1, endColumn - 1)).toBe(text);
    }
  });

  it('has fixes that pin, applied by lines and columns alone', async () => {
    const { files } = JSON.parse(await format('json', [values]));
    const [finding] = files[0].findings.filter(({ rule }: { rule: string }) => rule === 'unpinned');
    expect(finding.fix.title).toBe('Pin to sha256:aaaaaaaaaaaa…');
    const lines = values.text.split(/(?<=\n)/);
    for (const { line, column, endLine, endColumn, newText } of finding.fix.edits) {
      expect(endLine).toBe(line);
      lines[line - 1] =
        lines[line - 1]!.slice(0, column - 1) + newText + lines[line - 1]!.slice(endColumn - 1);
    }
    const fixed = reportOfText('chart/values.yaml', lines.join(''), evidence);
    expect(fixed.images.map(({ image }) => image.field.text)).toEqual([
      `ghcr.io/acme/app:1.0@${digestOf('a')}`,
    ]);
    expect(lines.join('').split('\r\n')).toHaveLength(lines.join('').split('\n').length);
  });
});

describe('sarif', () => {
  // The schema is of draft 4; what it uses of it means the same in later drafts but for the name of its id.
  const { id: _id, $schema: _dialect, ...schema } = read('../fixtures/schemas/sarif-2.1.0-rtm.5.json');
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  const sarif = async (some: readonly FileReport[], context = {}) =>
    JSON.parse(await format('sarif', some, context));

  it('is valid SARIF 2.1.0', async () => {
    for (const some of [[], [clean], reports]) {
      const log = await sarif(some);
      expect(validate(log), JSON.stringify(validate.errors, undefined, 1)).toBe(true);
    }
  });

  it('holds results with fixes, and unknown images as notifications', async () => {
    const log = await sarif(reports);
    // The rules' pages have an owner and tests of their own.
    for (const rule of log.runs[0].tool.driver.rules) rule.help = '…';
    await expect(`${JSON.stringify(log, undefined, 2)}\n`).toMatchFileSnapshot('golden/report.sarif');
  });

  it('describes every rule by its page, without links that lead nowhere', async () => {
    const { rules } = (await sarif([])).runs[0].tool.driver;
    for (const rule of rules) {
      expect(rule.shortDescription.text).not.toBe(rule.id);
      expect(rule.help.markdown).toContain(`# \`${rule.id}\``);
      expect(rule.help.markdown).not.toContain('.md)');
    }
    const [result] = (await sarif(reports)).runs[0].results;
    expect(rules[result.ruleIndex].id).toBe(result.ruleId);
  });

  it('does without the pages where they are not installed', async () => {
    const log = await sarif(reports, { docsDirectory: '/nowhere' });
    expect(validate(log)).toBe(true);
    expect(log.runs[0].tool.driver.rules[0].shortDescription.text).toBe('unpinned');
  });

  it('keeps fingerprints when lines move or tags change, and tells twins apart', async () => {
    const fingerprints = async (text: string) =>
      (await sarif([reportOfText('a.yaml', text)])).runs[0].results.map(
        (result: { partialFingerprints: Record<string, string> }) =>
          result.partialFingerprints['imagesealFinding/v1'],
      );
    const pod = (image: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{image: '${image}'}]}\n`;
    const before = await fingerprints(pod('nginx:1'));
    expect(await fingerprints(`# moved\n\n${pod('nginx:2')}`)).toEqual(before);
    expect(await fingerprints(pod('nginx:1').replace('name: a', 'name: b'))).not.toEqual(before);
    const twins = await fingerprints(`${pod('nginx:1')}---\n${pod('nginx:1')}`);
    expect(new Set(twins).size).toBe(2);
  });

  it('writes paths as URIs', async () => {
    const odd = { ...deployment, path: 'k8s/a b#c%.yaml' };
    const outside = { ...deployment, path: '/other/a b.yaml', absolutePath: '/other/a b.yaml' };
    const log = await sarif([odd, outside]);
    const locations = log.runs[0].results.map(
      (result: { locations: { physicalLocation: { artifactLocation: unknown } }[] }) =>
        result.locations[0]!.physicalLocation.artifactLocation,
    );
    expect(locations).toContainEqual({ uri: 'k8s/a%20b%23c%25.yaml', uriBaseId: 'ROOT' });
    expect(locations).toContainEqual({ uri: 'file:///other/a%20b.yaml' });
    expect(validate(log)).toBe(true);
  });
});

describe('github', () => {
  it('annotates the lines', async () => {
    await expect(await format('github', reports)).toMatchFileSnapshot('golden/report.github.txt');
  });

  it('gives paths from the root of the repository, wherever it was started', async () => {
    const text = await format('github', [{ ...deployment, path: 'web.yaml' }], {
      env: { GITHUB_WORKSPACE: '/repo' },
    });
    expect(text).toContain('file=k8s/web.yaml,');
    const elsewhere = await format('github', [deployment], { env: { GITHUB_WORKSPACE: '/other' } });
    expect(elsewhere).toContain('file=k8s/web.yaml,');
  });

  it('lets no text start a command of its own', async () => {
    const image = deployment.findings[0]!;
    const message = '100% wrong\r\n::set-output name=x::y';
    const evil: FileReport = {
      ...deployment,
      path: 'a,b:c%\n::error::x.yaml',
      absolutePath: undefined,
      findings: [{ ...image, finding: { ...image.finding, message } }],
    };
    const text = await format('github', [evil]);
    expect(text.split('\n').filter((line) => line.startsWith('::') && !line.startsWith('::notice'))).toEqual([
      '::warning file=a%2Cb%3Ac%25 %3A%3Aerror%3A%3Ax.yaml,line=9,endLine=9,col=32,endColumn=48,title=ImageSeal unsigned::100%25 wrong ::set-output name=x::y',
    ]);
  });

  it('leaves columns out of annotations over several lines, which GitHub refuses', async () => {
    const [found] = deployment.findings;
    const long = { ...found!, range: { ...found!.range, endLine: 12 } };
    const text = await format('github', [{ ...deployment, findings: [long] }]);
    expect(text).toContain('line=9,endLine=12,title=');
  });
});
