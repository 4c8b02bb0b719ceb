import type { BuildStep } from './builds.ts';
import { bareExpression, type Workflow } from './workflow.ts';

/** What holds of everything that is not a pull request of a fork. */
function notOfFork(event: string): string {
  return `github.event_name != '${event}' || github.event.pull_request.head.repo.full_name == github.repository`;
}

/** On which condition a step that signs runs: whenever something was pushed, and never for a fork's pull request. */
export function conditionOf(
  workflow: Workflow,
  { job, index, pushes }: BuildStep,
  id: string,
): string | undefined {
  const own = workflow.source.read(job.steps.items[index], 'if');
  const parts = [own === undefined ? undefined : bareExpression(own), pushes].flatMap((part) => part ?? []);
  // With one of these in it, a step runs when others failed; and what was not pushed cannot be signed.
  if (own !== undefined && /\b(?:always|cancelled|failure)\(/.test(own))
    parts.push(`steps.${id}.outcome == 'success'`);
  // What was never pushed for pull requests needs no other condition.
  const excluded = [...parts, workflow.source.read(job.map, 'if') ?? ''].some((part) =>
    /github\.event_name\s*(?:!=\s*'pull_request'|==\s*'(?!pull_request))/.test(part),
  );
  const { events } = workflow;
  // A workflow that others call runs for their events.
  if (!excluded && (events.includes('pull_request') || events.includes('workflow_call')))
    parts.push(notOfFork('pull_request'));
  if (events.includes('pull_request_target')) parts.push(notOfFork('pull_request_target'));
  const distinct = [...new Set(parts)];
  const joined =
    distinct.length < 2
      ? distinct[0]
      : distinct.map((part) => (part.includes('||') ? `(${part})` : part)).join(' && ');
  // YAML takes what begins with an exclamation mark for a tag.
  return joined?.startsWith('!') ? `\${{ ${joined} }}` : joined;
}
