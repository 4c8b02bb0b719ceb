/**
 * JSON is the language of far more than manifests and trust policies, so a JSON document stays away from the server until
 * it looks like one. YAML always passes: the server tells a manifest by itself, and drops the rest in microseconds.
 */
export interface GatedDocument {
  readonly languageId: string;
  readonly uri: { toString(): string };
  readonly lineCount: number;
  lineAt(line: number): { readonly text: string };
}

const maxLines = 1_000;
const maxCharacters = 256 * 1024;

/**
 * True for any YAML, and for JSON that near its beginning names both an `apiVersion` and a `kind`, or the statements of a
 * trust policy of the Notary Project.
 */
export function mayBeOurs(document: GatedDocument): boolean {
  if (document.languageId !== 'json') return true;
  let apiVersion = false;
  let kind = false;
  let read = 0;
  for (let line = 0; line < Math.min(document.lineCount, maxLines) && read < maxCharacters; line++) {
    const text = document.lineAt(line).text.slice(0, maxCharacters - read);
    read += text.length + 1;
    apiVersion ||= /"apiVersion"\s*:/.test(text);
    kind ||= /"kind"\s*:/.test(text);
    if ((apiVersion && kind) || /"trustPolicies"\s*:/i.test(text)) return true;
  }
  return false;
}

/** Remembers which documents were kept from the server, so that nothing is asked about them either. */
export class JsonGate {
  readonly #held = new Set<string>();

  /** To be asked when a document opens: true lets it through. */
  admitOpened(document: GatedDocument): boolean {
    const admitted = mayBeOurs(document);
    if (admitted) this.#held.delete(document.uri.toString());
    else this.#held.add(document.uri.toString());
    return admitted;
  }

  /** To be asked at every change. `open` means that the document has just become one of ours and must be opened now. */
  admitChanged(document: GatedDocument): 'pass' | 'hold' | 'open' {
    if (!this.isHeld(document.uri)) return 'pass';
    return this.admitOpened(document) ? 'open' : 'hold';
  }

  /** To be asked when a document closes: true when the server knows it. */
  admitClosed(document: GatedDocument): boolean {
    return !this.#held.delete(document.uri.toString());
  }

  isHeld(uri: { toString(): string }): boolean {
    return this.#held.has(uri.toString());
  }
}
