/** The language-server harness: `useServer` runs the bundled server as an editor would. */
export { repository, serverBundle } from './bundle.ts';
export { LspClient } from './client.ts';
export { useServer } from './fixture.ts';
export { deployment } from './manifests.ts';
export type { Preset } from './presets.ts';
export {
  recordedRoot,
  recordedSigner,
  recordedText,
  serveRecorded,
} from './signed.ts';
