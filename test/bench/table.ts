/** Prints rows under a heading, the first column to the left and the others to the right. */
export function printTable(heading: string, rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  console.log(`\n${heading}`);
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(`  ${cells.join('   ').trimEnd()}`);
  }
}

/** One line of the list of targets; `undefined` means that it was not measured. */
export function target(what: string, met: boolean | undefined, measured: string): string[] {
  return [met === undefined ? 'not measured' : met ? 'reached' : 'MISSED', what, measured];
}
