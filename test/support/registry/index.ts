/** The embedded OCI registry: `startRegistry`, and builders of what it can hold. */
export * from './content.ts';
export type { ScriptedFault } from './faults.ts';
export * from './image-builder.ts';
export type { HostOptions, RegistryOptions } from './options.ts';
export { fallbackTag } from './push.ts';
export { type Registry, startRegistry } from './registry.ts';
export * from './signature-builder.ts';
