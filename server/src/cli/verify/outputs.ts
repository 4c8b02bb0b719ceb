/** What `--output` takes. */
export const outputs = ['text', 'json'] as const;
