export interface OpenEditorOptions {
  readonly vsix: string;
  readonly workspace: string;
  readonly port?: number;
  readonly log?: (line: string) => void;
}

export function openInEditor(
  options: OpenEditorOptions,
): Promise<{ url?: string; stop: () => Promise<void> }>;
