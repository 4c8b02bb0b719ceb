import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { readTrustPolicy } from '../../../server/src/trust/notation/document.ts';

const fixtures = new URL('../../fixtures/notation/trustpolicies/', import.meta.url).pathname;
const schema = JSON.parse(
  readFileSync(new URL('../../../docs/schemas/trustpolicy.schema.json', import.meta.url), 'utf8'),
);
const validate = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(schema);

describe('trustpolicy.schema.json', () => {
  it.each(readdirSync(fixtures))('says of %s what is also said here, and is said to', (name) => {
    const text = readFileSync(join(fixtures, name), 'utf8');
    const { problems } = readTrustPolicy(text);
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      expect(problems).toMatchObject([{ schema: true }]);
      return;
    }
    const said = problems.filter((problem) => problem.schema);
    const fits = validate(json);
    expect(said.length > 0, JSON.stringify({ problems, errors: validate.errors })).toBe(!fits);
  });

  it('leaves other documents of the name alone', () => {
    expect(validate({ Version: '2012-10-17', Statement: [] })).toBe(true);
    expect(validate({ Version: '2012-10-17' })).toBe(false);
  });
});
