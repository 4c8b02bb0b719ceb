import { type MarkupContent, MarkupKind } from 'vscode-languageserver/node';

/** Characters; what a registry or manifest says may be of any length. */
const MAX_VALUE = 300;
const MAX_TEXT = 1_000;

/** `target` is an address that we have made, not one that somebody else has written. */
export interface Link {
  readonly title: string;
  readonly target: string;
}

/**
 * Text for a hover or a report, as Markdown or plain. Everything passed in may come from a manifest or a registry and is
 * shown as written: no link, image, icon or command can be made with it. Only `links` makes links, and only to what
 * we say.
 */
export class Markup {
  readonly kind: MarkupKind;
  /** A page has real headings; a hover has no room for them. */
  readonly page: boolean;
  readonly #blocks: string[] = [];
  #list: string[] = [];

  constructor(kind: MarkupKind, page = false) {
    this.kind = kind;
    this.page = page;
  }

  /** The first line of a page. */
  title(text: string): void {
    this.#heading(text, '# ');
  }

  /** What matters most; it may be a whole sentence. */
  heading(text: string): void {
    this.#block(this.kind === MarkupKind.Markdown ? `**${escapeMarkdown(text)}**` : plain(text));
  }

  section(text: string): void {
    this.#heading(text, '## ');
  }

  /** A heading within a section; a hover does without. */
  part(text: string): void {
    if (this.page) this.#heading(text, '### ');
  }

  paragraph(text: string): void {
    this.#block(this.#text(text));
  }

  /** One value on a line of its own, in the font of code. */
  code(value: string): void {
    this.#block(this.#code(value));
  }

  /** A line of the list: a few words, then values in the font of code. */
  item(label: string, ...values: readonly string[]): void {
    const shown = values.map((value) => this.#code(value)).join(', ');
    this.#list.push(`- ${this.#text(label)}${shown === '' ? '' : `: ${shown}`}`);
  }

  /** A line of the list that links to a web page, if the value is a plain https address; else it is shown as code. */
  web(label: string, value: string): void {
    if (this.kind !== MarkupKind.Markdown || value.length > MAX_VALUE || !webAddress.test(value)) {
      this.item(label, value);
      return;
    }
    this.#list.push(`- ${this.#text(label)}: <${value}>`);
  }

  /** A line of the list that begins with a value in the font of code. */
  entry(value: string, text: string): void {
    this.#list.push(`- ${this.#code(value)} ${this.#text(text)}`);
  }

  /** Links to commands of the editor or to files, on one line. Markdown only. */
  links(links: readonly Link[]): void {
    if (this.kind !== MarkupKind.Markdown || links.length === 0) return;
    this.#block(links.map(({ title, target }) => `[${escapeMarkdown(title)}](${target})`).join(' · '));
  }

  content(): MarkupContent {
    this.#endList();
    return { kind: this.kind, value: this.#blocks.join('\n\n') };
  }

  #heading(text: string, mark: string): void {
    if (this.kind !== MarkupKind.Markdown) this.#block(plain(text));
    else this.#block(this.page ? mark + escapeMarkdown(text) : `**${escapeMarkdown(text)}**`);
  }

  #block(text: string): void {
    this.#endList();
    this.#blocks.push(text);
  }

  #endList(): void {
    if (this.#list.length === 0) return;
    this.#blocks.push(this.#list.join('\n'));
    this.#list = [];
  }

  #text(text: string): string {
    return this.kind === MarkupKind.Markdown ? escapeMarkdown(text) : plain(text);
  }

  #code(value: string): string {
    const text = shorten(clean(value), MAX_VALUE);
    // Nothing is special inside of a code span but its own fence.
    return this.kind === MarkupKind.Markdown ? `\`${text.replaceAll('`', "'") || ' '}\`` : text;
  }
}

/** Scheme, host, path and a query of plain words: nothing in it has a meaning in Markdown. */
const webAddress = /^https:\/\/[\w.-]+(?::\d+)?(?:\/[\w./~%@+-]*)?(?:\?[\w=.-]+)?$/;

/** The address of a command link; the arguments are passed as JSON. */
export function commandTarget(command: string, ...args: readonly unknown[]): string {
  if (args.length === 0) return `command:${command}`;
  return `command:${command}?${encode(JSON.stringify(args))}`;
}

/** An address as it may stand inside the parentheses of a link. */
export function linkTarget(uri: string): string {
  return uri.replaceAll('(', '%28').replaceAll(')', '%29');
}

function encode(text: string): string {
  return linkTarget(encodeURIComponent(text));
}

/** One line, without control characters and without those that turn the direction of writing. */
function clean(text: string): string {
  return text
    .replaceAll(/[\s\u0085\u2028\u2029]+/g, ' ')
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .trim();
}

function plain(text: string): string {
  return shorten(clean(text), MAX_TEXT);
}

function shorten(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max)}…` : text;
}

/** Takes the meaning from every character that has one in CommonMark, GitHub's extensions or VS Code's icons. */
function escapeMarkdown(text: string): string {
  return plain(text)
    .replaceAll(/[\\`*_{}[\]<>#|~$&!]/g, '\\$&')
    .replaceAll('://', ':\\//')
    .replaceAll(/\b(www)\./gi, '$1\\.')
    .replaceAll(/(\w)@(?=\w)/g, '$1\\@')
    .replace(/^([-+=]|\d+[.)])/, '\\$1');
}
