import type { VerifyImageParams } from '../../../server/src/lsp/protocol.ts';

/** What a command is about: parameters (from a hover's link, a lens), or a node of the tree. `undefined` for neither. */
export function imageOf(target: unknown): VerifyImageParams | undefined {
  if (!isRecord(target)) return undefined;
  if (isRecord(target.item)) {
    const { uri, range } = target.item;
    return isRecord(range) ? imageOf({ uri, position: range.start }) : undefined;
  }
  const { uri, position, image } = target;
  const near = typeof uri === 'string' ? { uri } : {};
  if (typeof image === 'string') return { ...near, image };
  if (typeof uri !== 'string' || !isRecord(position)) return undefined;
  const { line, character } = position;
  if (typeof line !== 'number' || typeof character !== 'number') return undefined;
  return { uri, position: { line, character } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
