import { azure } from './azure/index.ts';
import { ciSystemOf } from './ci-path.ts';
import { circleci } from './circleci.ts';
import { github } from './github/index.ts';
import { gitlab } from './gitlab/index.ts';
import { jenkins } from './jenkins.ts';
import type { CiSystem } from './signing-plan.ts';
import type { System } from './system.ts';
import { tekton } from './tekton/index.ts';

/** The table of CI systems. */
const systems: Readonly<Record<CiSystem, System>> = { github, gitlab, azure, circleci, jenkins, tekton };

/** The system that a file is of, by its path or, where that does not tell, by what it says. */
export function systemOf(path: string, text: string): System | undefined {
  const id = ciSystemOf(path, text);
  return id && systems[id];
}
