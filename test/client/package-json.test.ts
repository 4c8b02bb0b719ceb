import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readmes, withSettingsTable } from '../../scripts/settings-table.mts';
import schema from '../../server/src/configuration/imageseal.schema.json' with { type: 'json' };
import { defaultSeverities, ruleIds } from '../../server/src/configuration/rule-ids.ts';
import { clientCommands } from '../../server/src/lsp/protocol.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(`${root}${file}`, 'utf8');
const manifest = JSON.parse(read('package.json'));

interface Property {
  readonly default: unknown;
  readonly scope: string;
  readonly enum?: string[];
  readonly enumItemLabels?: string[];
}
const groups: { properties: Record<string, Property> }[] = manifest.contributes.configuration;
const properties: Record<string, Property> = Object.assign({}, ...groups.map((group) => group.properties));

describe('commands', () => {
  it('are exactly those that the client registers', () => {
    const declared = manifest.contributes.commands.map(({ command }: { command: string }) => command);
    expect(declared.sort()).toEqual(Object.values(clientCommands).sort());
  });
});

describe('menus and views', () => {
  const { menus, views, viewsWelcome, commands } = manifest.contributes;
  const declared = new Map<string, { icon?: string; enablement?: string }>(
    commands.map((command: { command: string }) => [command.command, command]),
  );
  const entries: { command: string; when?: string; group?: string }[] = Object.values(menus).flat() as never;

  it('name commands that there are, with an icon where there is room for nothing else', () => {
    for (const { command, group = '' } of entries) {
      expect(declared.has(command), command).toBe(true);
      if (/^(navigation|inline)/.test(group)) expect(declared.get(command)?.icon, command).toMatch(/^\$\(/);
    }
  });

  it('keep out of the palette what needs to be told more than a person can tell it there', () => {
    const hidden = entries.filter(({ when }) => when === 'false').map(({ command }) => command);
    expect(hidden).toEqual(expect.arrayContaining(['imageseal.trustSigner', 'imageseal.openRule']));
  });

  it('write and connect in trusted workspaces alone', () => {
    const signing = [
      'signImage',
      'attestImage',
      'generateKeyPair',
      'importKeyPair',
      'generateNotationTestCertificate',
    ];
    for (const id of [
      'pinFile',
      'pinWorkspace',
      'verifyImage',
      'verifyWorkspace',
      'trustSigner',
      'addSigningStep',
      ...signing,
    ]) {
      expect(declared.get(`imageseal.${id}`)?.enablement, id).toBe('isWorkspaceTrusted && !virtualWorkspace');
    }
  });

  it('greet in every view that can be empty', () => {
    const ids = (Object.values(views).flat() as { id: string }[]).map(({ id }) => id);
    expect(viewsWelcome.map(({ view }: { view: string }) => view)).toEqual(ids);
  });
});

describe('settings', () => {
  it('have one for each rule, with the default that holds without it', () => {
    const rules = Object.fromEntries(
      Object.entries(properties)
        .filter(([name]) => name.startsWith('imageseal.rules.'))
        .map(([name, { default: severity }]) => [name.slice('imageseal.rules.'.length), severity]),
    );
    expect(rules).toEqual(defaultSeverities);
  });

  it('know the members of a trust rule that .imageseal.yaml knows, and describe each', () => {
    const words = JSON.parse(read('package.nls.json'));
    const described: string[] = [];
    const members = (node: object): unknown => {
      const { properties, items, description } = node as {
        properties?: object;
        items?: object;
        description?: string;
      };
      if (description?.startsWith('%')) described.push(description.slice(1, -1));
      if (items) return [members(items)];
      return (
        properties &&
        Object.fromEntries(Object.entries(properties).map(([key, member]) => [key, members(member)]))
      );
    };
    const setting = members(properties['imageseal.trust'] as object);
    expect(setting).toEqual(members(schema.properties.trust));
    expect(described.length).toBeGreaterThan(15);
    for (const key of described) expect(words).toHaveProperty([key]);
  });

  it('label every severity', () => {
    for (const rule of ruleIds) {
      const { enum: values, enumItemLabels } = properties[`imageseal.rules.${rule}`] as Property;
      expect(enumItemLabels).toHaveLength(values?.length ?? -1);
    }
  });

  it('that name hosts, open connections or trust somebody are not taken from an untrusted workspace', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    expect(restrictedConfigurations).toEqual(
      expect.arrayContaining(['imageseal.registries', 'imageseal.offline', 'imageseal.trust']),
    );
    for (const name of restrictedConfigurations) expect(properties).toHaveProperty([name]);
  });

  it.each(Object.keys(readmes) as (keyof typeof readmes)[])(
    'stand in %s as they are (npm run readme)',
    (file) => {
      const { current, wanted } = withSettingsTable(file);
      expect(current).toBe(wanted);
    },
  );
});

describe('what ships', () => {
  it('has every file that package.json names', () => {
    const media = manifest.contributes.walkthroughs.flatMap(
      ({ steps }: { steps: { media: { svg: string } }[] }) => steps.map((step) => step.media.svg),
    );
    for (const file of [manifest.icon, ...media]) expect(existsSync(`${root}${file}`), file).toBe(true);
  });

  it('has a page for each rule and no other', () => {
    const pages = globSync('docs/rules/*.md', { cwd: root }).map((page) =>
      page.replace(/^.*[\\/]|\.md$/g, ''),
    );
    expect(pages.sort()).toEqual([...ruleIds].sort());
  });

  it.each(ruleIds)('says of %s why, how to fix it, and how to switch it off everywhere', (rule) => {
    const page = read(`docs/rules/${rule}.md`);
    const headings = [...page.matchAll(/^## (.+)$/gm)].map((match) => match[1]);
    expect(headings).toEqual(['Why it matters', 'Example', 'Fix', 'How to switch it off']);
    for (const way of [`${rule}: off`, `"imageseal.rules.${rule}": "off"`, '--severity']) {
      expect(page).toContain(way);
    }
    expect(page).toContain(`Default severity: ${defaultSeverities[rule]}`);
  });
});
