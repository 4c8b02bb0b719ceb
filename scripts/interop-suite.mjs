// `npm run test:interop`: ImageSeal reads what the real Cosign, old and new, and the library of the real notation have signed,
// and they read what ImageSeal has, on three registries and in a private Sigstore of real parts. What is missing is
// installed first: for the Go programs some minutes, once.
import { join } from 'node:path';
import { ensureInstalled, root, run } from './lib/bootstrap.mjs';
import { aptInstall, goBuild, goInstall, MissingTool } from './lib/tools.mjs';

const sigstore = 'github.com/sigstore';

ensureInstalled();
try {
  aptInstall(['docker-registry', 'openssl']);
  const env = {
    IMAGESEAL_DOCKER_REGISTRY: 'docker-registry',
    IMAGESEAL_DISTRIBUTION: goInstall('github.com/distribution/distribution/v3/cmd/registry@v3.1.2'),
    IMAGESEAL_GGCR_REGISTRY: goBuild(join(root, 'test', 'registries', 'ggcr')),
    IMAGESEAL_COSIGN_2: goInstall(`${sigstore}/cosign/v2/cmd/cosign@v2.6.5`),
    IMAGESEAL_COSIGN_3: goInstall(`${sigstore}/cosign/v3/cmd/cosign@v3.1.3`),
    IMAGESEAL_NOTATION: goBuild(join(root, 'test', 'interop', 'notation')),
    IMAGESEAL_FULCIO: goInstall(`${sigstore}/fulcio@v1.8.8`),
    IMAGESEAL_REKOR: goInstall(`${sigstore}/rekor-tiles/v2/cmd/rekor-server/posix@v2.3.0`),
    IMAGESEAL_TIMESTAMP_AUTHORITY: goInstall(
      `${sigstore}/timestamp-authority/v2/cmd/timestamp-server@v2.1.2`,
    ),
  };
  run('vitest', ['run', '--config', 'scripts/vitest.interop.config.ts', ...process.argv.slice(2)], { env });
} catch (error) {
  if (!(error instanceof MissingTool)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
