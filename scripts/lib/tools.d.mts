export class MissingTool extends Error {}
export function cacheDir(...parts: string[]): string;
export function hasCommand(command: string): boolean;
export function aptInstall(packages: readonly string[]): void;
export function goInstall(module: string): string;
export function goBuild(source: string): string;
