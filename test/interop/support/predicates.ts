import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Workplace } from './workplace.ts';

/** A predicate in a file, as `cosign attest` and `imageseal attest` take it. */
export interface PredicateFile {
  /** For `--type`. */
  readonly type: string;
  readonly predicateType: string;
  readonly file: string;
}

/** Who built it: the one predicate that stands for a signature. */
export function provenance(at: Workplace): PredicateFile {
  return written(at, 'slsaprovenance1', 'https://slsa.dev/provenance/v1', {
    buildDefinition: {
      buildType: 'https://acme.example/build/v1',
      externalParameters: { ref: 'refs/heads/main' },
      internalParameters: {},
      resolvedDependencies: [{ uri: 'git+https://acme.example/shop', digest: { gitCommit: '9f2c1d7' } }],
    },
    runDetails: { builder: { id: 'https://acme.example/builder' }, metadata: { invocationId: '3003' } },
  });
}

/** What is in it: describes the image and stands for nothing. */
export function sbom(at: Workplace): PredicateFile {
  return written(at, 'spdxjson', 'https://spdx.dev/Document', {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: 'shop',
    documentNamespace: 'https://acme.example/sbom/shop',
    creationInfo: { created: '2026-05-03T10:00:00Z', creators: ['Tool: acme'] },
    packages: [],
  });
}

function written(at: Workplace, type: string, predicateType: string, predicate: unknown): PredicateFile {
  const file = join(at.folder, `${type}.json`);
  writeFileSync(file, JSON.stringify(predicate));
  return { type, predicateType, file };
}
