/** The language-server harness: `startClient` runs the bundled server as an editor would. */
export { repository, serverBundle } from './bundle.ts';
export { LspClient, startClient } from './client.ts';
export { useServer } from './fixture.ts';
export { deployment } from './manifests.ts';
export { type Preset, presets } from './presets.ts';
export type { ClientOptions } from './server-process.ts';
