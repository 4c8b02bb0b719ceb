import { basename, dirname } from 'node:path';
import { configurationFileNames } from '../configuration/discover.ts';
import { parseConfigurationFile } from '../configuration/parse-configuration.ts';
import { isOwnNotation, namesFile } from '../platform/trust-files.ts';
import { isBeside, isTrustPolicyName } from '../platform/trust-policies.ts';
import type { DocumentStore } from './document-store.ts';
import type { Projects } from './projects.ts';
import { nameOf, pathOf } from './uris.ts';

/** Whether other files have to be read again after this one changed. */
export function isSettingsFile(uri: string): boolean {
  const name = nameOf(uri);
  return basename(name) === 'Chart.yaml' || isConfigurationFile(name);
}

function isConfigurationFile(path: string): boolean {
  return (configurationFileNames as readonly string[]).includes(basename(path));
}

/**
 * Whether a configuration that was read, or one that is open in the editor, names this key, trusted root, trust policy or
 * trust store, or notation's own does, or whether it belongs to a trust policy that is open.
 */
export function isTrustFile(uri: string, projects: Projects, documents: DocumentStore): boolean {
  const path = pathOf(uri);
  if (path === undefined) return false;
  return (
    projects.names(path) ||
    isOwnNotation(path) ||
    documents.all().some(({ path: configuration, text }) => {
      if (configuration === undefined) return false;
      if (isTrustPolicyName(configuration)) return isBeside(configuration, path);
      if (!isConfigurationFile(configuration)) return false;
      return namesFile(parseConfigurationFile(text.getText()), dirname(configuration), path);
    })
  );
}
