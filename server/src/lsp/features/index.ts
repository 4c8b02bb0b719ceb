import type { SessionContext } from '../context.ts';
import { registerCodeActions } from './code-action.ts';
import { registerCodeLens } from './code-lens.ts';
import { registerCompletion } from './completion.ts';
import { registerHover } from './hover.ts';
import { registerInlayHints } from './inlay-hint.ts';

/** The table of what is answered about a document. */
const features: readonly ((context: SessionContext) => void)[] = [
  registerHover,
  registerCodeActions,
  registerCodeLens,
  registerInlayHints,
  registerCompletion,
];

export function registerFeatures(context: SessionContext): void {
  for (const register of features) register(context);
}
