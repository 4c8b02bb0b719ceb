import { clientCommands } from '../../../server/src/lsp/protocol.ts';
import type { Grouping } from '../images/images-tree.ts';
import type { Command } from './command.ts';

/** How the view "Images" is arranged. */
export const groupImages: readonly Command[] = [
  by('verdict', clientCommands.groupByVerdict),
  by('file', clientCommands.groupByFile),
  by('image', clientCommands.groupByImage),
];

function by(grouping: Grouping, id: string): Command {
  return {
    id,
    async run({ images }) {
      images.group(grouping);
    },
  };
}
