import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RepositoryName } from '../../server/src/image/names.ts';
import { parseImageReference } from '../../server/src/image/parse-reference.ts';
import type { CiFile, CiSystem, SigningStepOptions } from '../../server/src/pipeline/signing-plan.ts';

/** One golden file: what it is asked for, where it would lie. */
export interface Case {
  readonly system: CiSystem;
  readonly name: string;
  readonly file: CiFile;
  readonly image: RepositoryName;
  readonly options: SigningStepOptions;
  /** Beside which the file with the result lies. */
  readonly golden: string;
}

const folder = join(import.meta.dirname, 'golden');

const paths: Readonly<Record<CiSystem, string>> = {
  github: '.github/workflows/build.yml',
  gitlab: '.gitlab-ci.yml',
  azure: 'azure-pipelines.yml',
  circleci: '.circleci/config.yml',
  jenkins: 'Jenkinsfile',
  tekton: 'ci/tekton.yml',
};

/** What the image of a case is called, and what is asked for, where it is not the same as for the others. */
const special: Readonly<Record<string, Partial<SigningStepOptions> & { readonly image?: string }>> = {
  'github/workflow-permissions': { image: 'acme/app' },
  'github/metadata-starter': { origin: { host: 'github.com', path: 'Acme/app' } },
  'github/buildah-key': {
    image: 'registry.example.com/team/app',
    key: 'env://COSIGN_PRIVATE_KEY',
    format: 'legacy',
  },
  'github/legacy-kms': { key: 'awskms:///alias/images', format: 'legacy' },
  'github/notation': { tool: 'notation' },
  'gitlab/self-managed': {
    image: 'registry.gitlab.example.com/acme/app',
    origin: { host: 'gitlab.example.com', path: 'acme/app' },
  },
  'azure/notation': { tool: 'notation' },
  'azure/notation-script': { tool: 'notation' },
  'circleci/key': { key: 'env://COSIGN_PRIVATE_KEY' },
};

const origins: Partial<Record<CiSystem, SigningStepOptions['origin']>> = {
  gitlab: { host: 'gitlab.com', path: 'acme/app' },
  circleci: { host: 'github.com', path: 'acme/app' },
};

export function imageNamed(text: string): RepositoryName {
  const reference = parseImageReference(text);
  if (reference.kind !== 'reference') throw new Error(`${text} is no reference`);
  const { registry, repository } = reference;
  return { registry, repository };
}

/** Every `golden/<system>/<case>.in.<extension>`. */
export function goldenCases(): readonly Case[] {
  return (Object.keys(paths) as CiSystem[]).flatMap((system) =>
    readdirSync(join(folder, system))
      .filter((file) => /\.in\.\w+$/.test(file))
      .map((file): Case => {
        const name = file.replace(/\.in\.\w+$/, '');
        const { image, ...given } = special[`${system}/${name}`] ?? {};
        const origin = given.origin ?? origins[system];
        return {
          system,
          name,
          file: { path: paths[system], text: readFileSync(join(folder, system, file), 'utf8') },
          image: imageNamed(
            image ?? (system === 'gitlab' ? 'registry.gitlab.com/acme/app' : 'ghcr.io/acme/app'),
          ),
          options: { tool: 'cosign', ...given, ...(origin && { origin }) },
          golden: join(folder, system, file.replace('.in.', '.out.')),
        };
      }),
  );
}
