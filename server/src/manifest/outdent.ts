const patterns: RegExp[] = [];

/**
 * Where a block ends that began on the line before `from`, in `column`: the start of the first line that stands further
 * out, or in that column without a dash (a sequence may stand in the column of its key). YAML wants everything else
 * of the block further in, so this holds whatever the block contains. Comments and blank lines end nothing.
 */
export function outdent(source: string, from: number, column: number): number {
  const further = column === 0 ? '' : ` {0,${column - 1}}[^ \\r\\n#]|`;
  patterns[column] ??= new RegExp(`\\n(?:${further} {${column}}(?!-[ \\r\\n])[^ \\r\\n#])`, 'g');
  const pattern = patterns[column];
  pattern.lastIndex = from;
  const match = pattern.exec(source);
  return match ? match.index + 1 : source.length;
}
