import * as l10n from '@vscode/l10n';
import { isMap, isPair, visit } from 'yaml';
import type { TextEdit } from '../../manifest/text-span.ts';
import type { CiFile, SignatureFormat } from '../signing-plan.ts';
import { systemOf } from '../systems.ts';
import { joined, removeEntry } from '../yaml-edit.ts';
import { readYaml, spanOf, type YamlSource } from '../yaml-source.ts';
import { experimentalMessage, outdatedCommands } from './commands.ts';
import type { OutdatedStep } from './outdated-step.ts';

/**
 * What is out of date in the signing steps of a CI file, in the order of their places; nothing for any other file. With
 * `format` also what does not make signatures of that layout.
 */
export function outdatedSteps(file: CiFile, format?: SignatureFormat): readonly OutdatedStep[] {
  const system = systemOf(file.path, file.text);
  if (system === undefined || !/cosign|COSIGN/.test(file.text)) return [];
  const saysYes = /COSIGN_YES/.test(file.text);
  const found = [
    ...system.scripts(file).flatMap((script) => outdatedCommands(script, format, saysYes)),
    ...(system.outdated?.(file) ?? []),
    ...(system.id === 'jenkins' ? [] : readYaml(file.text).flatMap((source) => experimental(source))),
  ];
  return distinct(found).sort((a, b) => a.span.start - b.span.start);
}

/** Of two that say the same of one place the one that can mend it. */
function distinct(found: readonly OutdatedStep[]): OutdatedStep[] {
  const byPlace = new Map<string, OutdatedStep>();
  for (const step of found) {
    const place = `${step.span.start}:${step.message}`;
    if (byPlace.get(place)?.fix === undefined) byPlace.set(place, step);
  }
  return [...byPlace.values()];
}

/** Every fix of a file at once. */
export function upgradeEdits(file: CiFile, format?: SignatureFormat): readonly TextEdit[] {
  const edits = outdatedSteps(file, format).flatMap(({ fix }) => fix?.edits ?? []);
  const once = new Map(edits.map((edit) => [`${edit.span.start}:${edit.span.end}:${edit.newText}`, edit]));
  return joined([...once.values()]);
}

/** `COSIGN_EXPERIMENTAL` among variables, unless it switches on what is still an experiment. */
function experimental(source: YamlSource): readonly OutdatedStep[] {
  const found: OutdatedStep[] = [];
  if (/registry-referrers-mode/.test(source.text)) return found;
  visit(source.root as Parameters<typeof visit>[0], {
    Pair(_, pair, path) {
      if (source.string(pair.key) !== 'COSIGN_EXPERIMENTAL') return;
      const map = path.at(-1);
      const holder = path.at(-2);
      const outer = path.at(-3);
      let edit = isMap(map) ? removeEntry(source.text, map, pair) : undefined;
      // With nothing else in it, `env:` goes too.
      if (isMap(map) && map.items.length === 1 && isPair(holder) && isMap(outer)) {
        edit = removeEntry(source.text, outer, holder);
      }
      const title = l10n.t('Remove COSIGN_EXPERIMENTAL');
      found.push({
        span: spanOf(pair.key),
        message: experimentalMessage(),
        ...(edit && { fix: { title, edits: [edit] } }),
      });
    },
  });
  return found;
}
