import type { TextEdit } from '../../manifest/text-span.ts';
import { addEntries, addFirstEntry } from '../yaml-edit.ts';
import type { Job, Workflow } from './workflow.ts';

/** The id of a step, which is given one where it has none. */
export function identify(
  { source }: Workflow,
  { steps }: Job,
  index: number,
): { readonly id: string; readonly edits: readonly TextEdit[] } | undefined {
  const item = steps.items[index];
  const step = source.map(item);
  if (step === undefined) return undefined;
  const own = source.read(step, 'id');
  if (own !== undefined) return { id: own, edits: [] };
  // Through an alias the step of another job would get it.
  if (step !== item) return undefined;
  const taken = new Set(steps.items.map((each) => source.read(each, 'id')));
  let id = 'build';
  for (let number = 2; taken.has(id); number += 1) id = `build-${number}`;
  const edit = source.own(step, 'name')
    ? addEntries(source.text, step, { id }, 'name')
    : addFirstEntry(source.text, step, 'id', id);
  return edit && { id, edits: [edit] };
}
