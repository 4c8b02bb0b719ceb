import type { System } from '../system.ts';
import { readYaml } from '../yaml-source.ts';
import { buildsInPipeline, tasksOf } from './pipelines.ts';
import { scriptAt } from './steps.ts';
import { buildsInTask, stepsOf } from './tasks.ts';

/** Tekton pipelines and tasks. */
export const tekton: System = {
  id: 'tekton',
  builds(file, question) {
    return readYaml(file.text).flatMap((source) => [
      ...tasksOf(source).flatMap((task) => buildsInPipeline(source, task, question)),
      ...stepsOf(source).flatMap((task) => buildsInTask(source, task, question)),
    ]);
  },
  scripts(file) {
    return readYaml(file.text).flatMap((source) =>
      stepsOf(source).flatMap(({ steps }) => steps.items.flatMap((step) => scriptAt(source, step) ?? [])),
    );
  },
};
