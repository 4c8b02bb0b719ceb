import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configurationJsonSchema } from '../../scripts/configuration-schema.ts';
import schema from '../../server/src/configuration/imageseal.schema.json' with { type: 'json' };
import { parseConfigurationFile } from '../../server/src/configuration/parse-configuration.ts';
import { ruleIds, severities } from '../../server/src/configuration/rule-ids.ts';
import { invalidExamples, validExamples } from './examples.ts';

const accepts = new Ajv({ allErrors: false, strictRequired: false }).compile(schema);

describe('imageseal.schema.json', () => {
  it('is what the validator uses (else run: node scripts/configuration-schema.ts)', () => {
    expect(schema).toEqual(configurationJsonSchema());
  });

  it('knows every rule and severity', () => {
    expect(Object.keys(schema.properties.rules.properties)).toEqual(ruleIds);
    for (const rule of Object.values(schema.properties.rules.properties))
      expect(rule.enum).toEqual(severities);
  });

  it('describes every key', () => {
    const undescribed: string[] = [];
    const visit = (node: unknown, path: string) => {
      const { properties, items } = node as { properties?: object; items?: unknown };
      for (const [key, member] of Object.entries(properties ?? {})) {
        if (!(member as { description?: string }).description) undescribed.push(`${path}.${key}`);
        visit(member, `${path}.${key}`);
      }
      if (items) visit(items, `${path}[]`);
    };
    visit(schema, '');
    expect(undescribed).toEqual([]);
  });

  it.each(Object.entries(validExamples))('accepts %s', (_, yaml) => {
    expect(accepts(parse(yaml) ?? {}), JSON.stringify(accepts.errors)).toBe(true);
  });

  it.each(invalidExamples)('refuses what the server refuses: %s', (yaml) => {
    expect(accepts(parse(yaml.replace(/[«»]/g, '')))).toBe(false);
  });

  it('accepts the example of docs/configuration.md, as the server does', async () => {
    const { readFile } = await import('node:fs/promises');
    const guide = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
    const examples = [...guide.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml]) => yaml!);
    expect(examples.length).toBeGreaterThan(0);
    for (const yaml of examples) {
      expect(parseConfigurationFile(yaml).problems).toEqual([]);
      expect(accepts(parse(yaml))).toBe(true);
    }
  });
});
