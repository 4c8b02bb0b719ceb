/** What `--format` takes; `index.ts` has the formatter of each. */
export const formats = ['text', 'json', 'sarif', 'github'] as const;
