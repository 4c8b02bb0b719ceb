import * as l10n from '@vscode/l10n';
import { endOfLine } from '../../manifest/line-edits.ts';
import type { TextEdit } from '../../manifest/text-span.ts';
import { withoutTag } from '../image-name.ts';
import type { OutdatedStep } from '../outdated/outdated-step.ts';
import { isTagged } from '../outdated/targets.ts';
import { majorOf, pinnedReference } from '../pinned-actions.ts';
import { scriptOf } from '../scripts.ts';
import { readCommands } from '../shell/commands.ts';
import { signCommandOf } from '../signers.ts';
import type { CiFile } from '../signing-plan.ts';
import { removeEntry } from '../yaml-edit.ts';
import { spanOf } from '../yaml-source.ts';
import { identify } from './identify.ts';
import { type Job, readWorkflow, type Workflow } from './workflow.ts';

/** Installers that bring Cosign 2, and tags that are signed where a step before knows the digest. */
export function outdatedInWorkflow(file: CiFile): readonly OutdatedStep[] {
  const workflow = readWorkflow(file, undefined);
  if (workflow === undefined) return [];
  return workflow.ownJobs.flatMap((job) =>
    job.steps.items.flatMap((step, index) => [
      ...outdatedInstaller(workflow, step),
      ...taggedTargets(workflow, job, index),
    ]),
  );
}

function outdatedInstaller({ source }: Workflow, item: unknown): readonly OutdatedStep[] {
  const step = source.map(item);
  const uses = step && source.scalar(source.own(step, 'uses')?.value);
  const ref = /^sigstore\/cosign-installer@(.+)$/.exec(String(uses?.value ?? ''))?.[1];
  if (step === undefined || uses === undefined || ref === undefined) return [];
  const { start, end } = spanOf(uses);
  const stop = endOfLine(source.text, end);
  const comment = /^[ \t]+#[ \t]*(.*?)[ \t]*$/.exec(source.text.slice(end, stop))?.[1];
  const major = majorOf(ref, comment);
  const release = source.read(step, 'with', 'cosign-release');
  const old = release !== undefined && /^v?[12]\./.test(release);
  if (!old && (major === undefined || major >= 4)) return [];
  const edits: TextEdit[] = [];
  if (major === undefined || major < 4) {
    const inFlow = !/^[ \t]*(?:#.*)?$/.test(source.text.slice(end, stop));
    const pinned = pinnedReference('sigstore/cosign-installer');
    edits.push(
      inFlow
        ? { span: { start, end }, newText: pinned.replace(/ #.*/, '') }
        : { span: { start, end: stop }, newText: pinned },
    );
  }
  if (old) {
    const inputs = source.map(source.get(step, 'with'));
    const pair = inputs && source.own(inputs, 'cosign-release');
    const holder = source.own(step, 'with');
    const edit =
      inputs && pair && holder
        ? inputs.items.length === 1
          ? removeEntry(source.text, step, holder)
          : removeEntry(source.text, inputs, pair)
        : undefined;
    // Half of it would install what the action cannot.
    if (edit === undefined) edits.length = 0;
    else edits.push(edit);
  }
  const message = l10n.t(
    'This installs Cosign 2, which gets no new features; with Cosign 3 signatures become bundles, unless the command asks for legacy ones.',
  );
  const title = l10n.t('Install Cosign 3');
  return [{ span: { start, end }, message, ...(edits.length > 0 && { fix: { title, edits } }) }];
}

/** A tag that is signed although a step before it knows the digest: only the fix is new here. */
function taggedTargets(workflow: Workflow, job: Job, index: number): readonly OutdatedStep[] {
  const { source } = workflow;
  const node = source.scalar(source.get(job.steps.items[index], 'run'));
  if (node === undefined) return [];
  const script = scriptOf(source.text, node);
  const targets = readCommands(script.source).flatMap((command) => signCommandOf(command)?.targets ?? []);
  return targets.filter(isTagged).flatMap((target) => {
    const name = withoutTag(target.text.replaceAll('"', ''));
    const built = job.steps.items.findLastIndex(
      (step, at) =>
        at < index &&
        source.read(step, 'uses')?.startsWith('docker/build-push-action@') &&
        (source.read(step, 'with', 'tags') ?? '').split(/[\s,]+/).some((tag) => withoutTag(tag) === name),
    );
    const named = built < 0 ? undefined : identify(workflow, job, built);
    if (named === undefined) return [];
    const span = { start: target.start + script.offset, end: target.end + script.offset };
    const quoted = /["']/.test(source.text[span.start] ?? '') ? source.text[span.start] : '';
    const newText = `${quoted}${name}@\${{ steps.${named.id}.outputs.digest }}${quoted}`;
    const title = l10n.t('Sign the digest');
    const message = l10n.t(
      'This signs whatever the tag names by then; sign the digest that the build pushed.',
    );
    return [{ span, message, fix: { title, edits: [...named.edits, { span, newText }] } }];
  });
}
