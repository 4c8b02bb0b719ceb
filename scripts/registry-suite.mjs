// `npm run test:registry`: the registry client against three real registries and the embedded one.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, run } from './lib/bootstrap.mjs';
import { aptInstall, goBuild, goInstall, MissingTool } from './lib/tools.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

ensureInstalled();
try {
  aptInstall(['docker-registry']);
  const env = {
    IMAGESEAL_DOCKER_REGISTRY: 'docker-registry',
    IMAGESEAL_DISTRIBUTION: goInstall('github.com/distribution/distribution/v3/cmd/registry@v3.1.2'),
    IMAGESEAL_GGCR_REGISTRY: goBuild(join(root, 'test', 'registries', 'ggcr')),
  };
  run('vitest', ['run', '--config', 'scripts/vitest.registries.config.ts', ...process.argv.slice(2)], {
    env,
  });
} catch (error) {
  if (!(error instanceof MissingTool)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
