import { azure } from './azure.ts';
import { circleci } from './circleci.ts';
import { github } from './github/index.ts';
import { gitlab } from './gitlab/index.ts';
import { jenkins } from './jenkins.ts';
import type { System } from './system.ts';
import { tekton } from './tekton.ts';

/** The table of CI systems. Tekton is last: its files are known by what they say. */
const systems: readonly System[] = [github, gitlab, azure, circleci, jenkins, tekton];

/** The system that a file is of, by its path or, where that does not tell, by what it says. */
export function systemOf(path: string, text: string): System | undefined {
  return systems.find((system) => system.recognises(path, text));
}
