import { type MarkupContent, MarkupKind } from 'vscode-languageserver/node';

/** Characters; what a registry or manifest says may be of any length. */
const MAX_VALUE = 300;

/**
 * Text for a hover, as Markdown or plain. Everything passed in may come from a manifest or a registry and is shown as
 * written: no link, image, icon or command can be made with it. Only `links` makes links, and only to what we say.
 */
export class Markup {
  readonly kind: MarkupKind;
  readonly #blocks: string[] = [];
  #list: string[] = [];

  constructor(kind: MarkupKind) {
    this.kind = kind;
  }

  heading(text: string): void {
    this.#block(this.kind === MarkupKind.Markdown ? `**${escapeMarkdown(text)}**` : clean(text));
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
    if (this.kind !== MarkupKind.Markdown || !/^https:\/\/[\w.-]+(?:\/[\w./~%@+-]*)?$/.test(value)) {
      this.item(label, value);
      return;
    }
    this.#list.push(`- ${this.#text(label)}: <${value.slice(0, MAX_VALUE)}>`);
  }

  /** Links to commands of the editor or to files, on one line. Markdown only. */
  links(links: readonly { readonly title: string; readonly target: string }[]): void {
    if (this.kind !== MarkupKind.Markdown || links.length === 0) return;
    this.#block(links.map(({ title, target }) => `[${escapeMarkdown(title)}](${target})`).join(' · '));
  }

  content(): MarkupContent {
    this.#endList();
    return { kind: this.kind, value: this.#blocks.join('\n\n') };
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
    return this.kind === MarkupKind.Markdown ? escapeMarkdown(text) : clean(text);
  }

  #code(value: string): string {
    const text = shorten(clean(value));
    // Nothing is special inside of a code span but its own fence.
    return this.kind === MarkupKind.Markdown ? `\`${text.replaceAll('`', "'") || ' '}\`` : text;
  }
}

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

function shorten(text: string): string {
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}

/** Takes the meaning from every character that has one in CommonMark, GitHub's extensions or VS Code's icons. */
function escapeMarkdown(text: string): string {
  return clean(text)
    .replaceAll(/[\\`*_{}[\]<>#|~$&!]/g, '\\$&')
    .replaceAll('://', ':\\//')
    .replaceAll(/\b(www)\./gi, '$1\\.')
    .replaceAll(/(\w)@(?=\w)/g, '$1\\@')
    .replace(/^([-+=]|\d+[.)])/, '\\$1');
}
