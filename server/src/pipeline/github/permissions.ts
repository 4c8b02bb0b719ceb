import * as l10n from '@vscode/l10n';
import type { Scalar } from 'yaml';
import { beforeOnLine, insert, lineEnd } from '../../manifest/line-edits.ts';
import type { TextEdit } from '../../manifest/text-span.ts';
import { entryLines, type Yaml } from '../step-yaml.ts';
import { addEntries } from '../yaml-edit.ts';
import { isFlow, type MapNode, spanOf } from '../yaml-source.ts';
import type { Job, Workflow } from './workflow.ts';

/** What a job needs beside what it has. */
export type Needed = Readonly<Record<string, 'read' | 'write'>>;

/** GitHub's restricted default for the token of a job that names no permissions. */
const defaults: Needed = { contents: 'read', packages: 'read' };

const readAll = [
  ...['actions', 'attestations', 'checks', 'contents', 'deployments', 'discussions', 'issues'],
  ...['packages', 'pages', 'pull-requests', 'repository-projects', 'security-events', 'statuses'],
];

interface Granted {
  readonly edits: readonly TextEdit[];
  readonly notes: readonly string[];
}

/**
 * Grants a job what it needs and no other job anything. Permissions that are written down replace the default, and a
 * job's those of its workflow: so what held before is spelled out with what is added.
 */
export function grant(workflow: Workflow, job: Job, needed: Needed): Granted | undefined {
  const { source } = workflow;
  const root = workflow.root as MapNode;
  const own = source.own(job.map, 'permissions');
  if (own) return change(workflow, own.value, needed);
  const shared = source.own(root, 'permissions');
  if (shared && workflow.jobs.length === 1) return change(workflow, shared.value, needed);
  if (shared) {
    const held = heldBy(workflow, shared.value);
    if (held === undefined || satisfied(held, needed)) return held && { edits: [], notes: [] };
    return write(workflow, job, { ...held, ...needed }, []);
  }
  return write(workflow, job, { ...defaults, ...needed }, [
    l10n.t(
      'The job "{0}" named no permissions. Now it does, and has no others: contents and packages, which are GitHub\'s restricted default, and what signing needs. Add those that its other steps use.',
      job.name,
    ),
  ]);
}

function write(
  workflow: Workflow,
  job: Job,
  permissions: Needed,
  notes: readonly string[],
): Granted | undefined {
  const { text } = workflow.source;
  const value: Yaml = { permissions };
  const before = ['runs-on', 'needs', 'name', 'if'].find((key) => workflow.source.own(job.map, key));
  if (before !== undefined || isFlow(job.map)) {
    const edit = addEntries(text, job.map, value, before);
    return edit && { edits: [edit], notes };
  }
  const first = job.map.items[0];
  if (first === undefined) return undefined;
  const { start } = spanOf(first.key);
  const indent = beforeOnLine(text, start);
  if (!/^ *$/.test(indent)) return undefined;
  const lines = entryLines('permissions', permissions);
  return { edits: [insert(start, lines.map((line) => line + lineEnd(text) + indent).join(''))], notes };
}

/** Adds to a block that is there. */
function change(workflow: Workflow, value: unknown, needed: Needed): Granted | undefined {
  const { source } = workflow;
  const held = heldBy(workflow, value);
  if (held === undefined) return undefined;
  if (satisfied(held, needed)) return { edits: [], notes: [] };
  const map = source.map(value);
  // An alias, `read-all`, or nothing at all: the block is written anew in its place.
  if (map === undefined || map !== value || (map.items.length === 0 && !isFlow(map))) {
    const { start, end } = spanOf(value);
    const permissions = { ...held, ...needed };
    const pairs = Object.entries(permissions).map(([scope, access]) => `${scope}: ${access}`);
    const blank = source.text[start - 1] === ' ' ? '' : ' ';
    return { edits: [{ span: { start, end }, newText: `${blank}{ ${pairs.join(', ')} }` }], notes: [] };
  }
  const edits: TextEdit[] = [];
  const missing: Record<string, string> = {};
  for (const [scope, access] of Object.entries(needed)) {
    const pair = source.own(map, scope);
    if (pair === undefined) missing[scope] = access;
    else if (!includes(held[scope], access)) {
      const scalar = source.scalar(pair.value) as Scalar | undefined;
      if (scalar === undefined || scalar !== pair.value) return undefined;
      edits.push({ span: spanOf(scalar), newText: access });
    }
  }
  if (Object.keys(missing).length > 0) {
    const edit = addEntries(source.text, map, missing);
    if (edit === undefined) return undefined;
    edits.push(edit);
  }
  const shared = map.anchor !== undefined && source.text.includes(`*${map.anchor}`);
  const note = l10n.t('The permissions are shared by an alias: whoever uses it gets what is added here too.');
  return { edits, notes: shared && edits.length > 0 ? [note] : [] };
}

/** What a `permissions:` grants; `write-all` grants everything. */
function heldBy({ source }: Workflow, value: unknown): Record<string, 'read' | 'write'> | undefined {
  const word = source.string(value);
  if (word === 'read-all') return Object.fromEntries(readAll.map((scope) => [scope, 'read'] as const));
  if (word === 'write-all') {
    return Object.fromEntries([...readAll, 'id-token'].map((scope) => [scope, 'write'] as const));
  }
  if (word !== undefined) return undefined;
  const held: Record<string, 'read' | 'write'> = {};
  for (const [scope, access] of source.entries(value)) {
    const text = source.string(access);
    if (text === 'read' || text === 'write') held[scope] = text;
  }
  return held;
}

function satisfied(held: Readonly<Record<string, string>>, needed: Needed): boolean {
  return Object.entries(needed).every(([scope, access]) => includes(held[scope], access));
}

function includes(held: string | undefined, access: 'read' | 'write'): boolean {
  return held === 'write' || held === access;
}
