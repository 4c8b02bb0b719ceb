import * as l10n from '@vscode/l10n';
import { secretsOf } from '../cosign-step.ts';
import { type Script, scriptOf, type Variables } from '../scripts.ts';
import type { SigningStepOptions } from '../signing-plan.ts';
import type { Yaml } from '../step-yaml.ts';
import type { Scope } from '../variables.ts';
import type { MapNode, YamlSource } from '../yaml-source.ts';

/** `$(params.NAME)` and its like. */
const replacement = /\$\(([\w.-]+)\)|\$\(.*?\)/g;

/** The key that Cosign keeps in a secret of the namespace: `cosign generate-key-pair k8s://NAMESPACE/cosign-key`. */
export const clusterKey = 'k8s://$(context.taskRun.namespace)/cosign-key';

/** Parameters are known by what a run gives them, else by their defaults. */
export function variablesOf(source: YamlSource, spec: MapNode): Variables {
  const scope: Scope = (name) => {
    const key = /^params\.([\w-]+)$/.exec(name)?.[1];
    if (key === undefined) return undefined;
    const named = (list: unknown) => source.items(list).find((each) => source.read(each, 'name') === key);
    const given = source.read(named(source.get(source.root, 'spec', 'params')), 'value');
    const value = given ?? source.read(named(source.get(spec, 'params')), 'default');
    return value === undefined ? undefined : [value];
  };
  return { syntaxes: [replacement], scope };
}

export function scriptAt(source: YamlSource, step: unknown): Script | undefined {
  const node = source.scalar(source.get(step, 'script')) ?? shellArgument(source, step);
  return node && scriptOf(source.text, node);
}

/** `command: [sh, -c]`, `args: [script]`. */
function shellArgument(source: YamlSource, step: unknown) {
  const words = [...source.items(source.get(step, 'command')), ...source.items(source.get(step, 'args'))];
  const at = words.findIndex((word) => /^-\w*c$/.test(source.string(word) ?? ''));
  return at < 0 ? undefined : source.scalar(words[at + 1]);
}

export function secretsFor(key: string): readonly Yaml[] {
  return secretsOf(key).map((name) => ({
    name,
    valueFrom: { secretKeyRef: { name: 'cosign-key', key: name } },
  }));
}

export function notesOf({ key }: SigningStepOptions): readonly string[] {
  if (key !== undefined) return [];
  return [
    l10n.t(
      'The key is the secret "cosign-key" of the namespace (cosign generate-key-pair k8s://NAMESPACE/cosign-key); the service account must be allowed to read it. Where Tekton Chains runs, it can sign instead.',
    ),
  ];
}
