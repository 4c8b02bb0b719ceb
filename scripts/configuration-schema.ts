// Writes the JSON schema of .imageseal.yaml from the shapes that the validator uses: `node scripts/configuration-schema.ts`.
import { writeFileSync } from 'node:fs';
import { configurationSchema } from '../server/src/configuration/schema.ts';
import type { Member, Shape } from '../server/src/configuration/shape.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** The schema as JSON Schema draft-07. A test holds that the file beside the code is the same. */
export function configurationJsonSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'ImageSeal configuration (.imageseal.yaml)',
    ...ofMember(configurationSchema),
  };
}

function ofMember({ shape, describe }: Member): JsonSchema {
  return { description: describe(), ...ofShape(shape) };
}

function ofShape(shape: Shape): JsonSchema {
  switch (shape.type) {
    case 'map': {
      const groups = (shape.oneOf ?? []).map(({ keys, impliedBy }) => {
        const oneOf = { oneOf: keys.map((key) => ({ required: [key] })) };
        if (!impliedBy) return oneOf;
        const { key, pattern } = impliedBy;
        const implied = {
          properties: { [key]: { type: 'string', pattern } },
          required: [key],
          not: { anyOf: oneOf.oneOf },
        };
        return { anyOf: [oneOf, implied] };
      });
      const beside = Object.entries(shape.beside ?? {}).map(([key, other]) => [key, [other]]);
      return {
        type: 'object',
        properties: Object.fromEntries(
          Object.entries(shape.keys).map(([key, member]) => [key, ofMember(member)]),
        ),
        additionalProperties: false,
        ...(shape.required && { required: shape.required }),
        ...(groups.length > 0 && { allOf: groups }),
        ...(beside.length > 0 && { dependencies: Object.fromEntries(beside) }),
        ...(shape.anyOf && { anyOf: shape.anyOf.map((key) => ({ required: [key] })) }),
      };
    }
    case 'dictionary':
      return {
        type: 'object',
        propertyNames: { pattern: shape.key.pattern, maxLength: shape.key.maxLength },
        additionalProperties: ofShape(shape.value),
      };
    case 'list':
      return { type: 'array', items: ofShape(shape.item), ...(shape.nonEmpty && { minItems: 1 }) };
    case 'choice':
      return { type: 'string', enum: shape.values };
    case 'text':
      return {
        type: 'string',
        pattern: shape.format.pattern,
        maxLength: shape.format.maxLength,
        ...(shape.examples && { examples: shape.examples }),
      };
    case 'boolean':
      return { type: 'boolean' };
  }
}

if (import.meta.main) {
  const file = new URL('../server/src/configuration/imageseal.schema.json', import.meta.url);
  writeFileSync(file, `${JSON.stringify(configurationJsonSchema(), null, 2)}\n`);
}
