import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { examplePort, startExampleRegistry } from '../../../scripts/example-registry.ts';
import type { Registry } from '../../support/registry/index.ts';

/** The folder `examples/` with the registry that it names, which listens on a free port here. */
export interface SignedExamples {
  readonly registry: Registry;
  /** Every file of the folder, in the form of `EditorOptions.files`. */
  readonly files: Readonly<Record<string, string>>;
  /** `oci.localhost:PORT`. */
  readonly host: string;
}

const folder = new URL('../../../examples/', import.meta.url).pathname;

export async function startSignedExamples(): Promise<SignedExamples> {
  const registry = await startExampleRegistry(0);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      const text = readFileSync(path, 'utf8').replaceAll(
        `localhost:${examplePort}`,
        `localhost:${registry.port}`,
      );
      return [path.slice(folder.length), text] as const;
    });
  return { registry, files: Object.fromEntries(files), host: `oci.localhost:${registry.port}` };
}
