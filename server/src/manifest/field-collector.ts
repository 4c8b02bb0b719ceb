import { appendStep } from './field-path.ts';
import type { ImageField, Resource } from './image-field.ts';
import type { Node, ScalarNode } from './node.ts';
import { own } from './own-text.ts';
import { referenceSlot } from './pin-slot.ts';
import { textScalar } from './scalar-text.ts';

/** What a walk through one document carries along: where it is, in which resource, and what it has found. */
export class FieldCollector {
  readonly source: string;
  readonly fields: ImageField[] = [];
  resource: Resource;
  readonly #steps: (string | number)[] = [];
  /** The path up to each step, printed when a field first needs it; its neighbours share most of it. */
  readonly #printed: string[] = [];
  readonly #locateResource: (node: Node, collector: FieldCollector) => void;

  constructor(
    source: string,
    resource: Resource,
    locateResource: (node: Node, collector: FieldCollector) => void,
  ) {
    this.source = source;
    this.resource = resource;
    this.#locateResource = locateResource;
  }

  /** Goes one step further in; `leave` comes back. */
  enter(step: string | number): void {
    this.#steps.push(step);
  }

  leave(): void {
    this.#steps.pop();
    if (this.#printed.length > this.#steps.length) this.#printed.pop();
  }

  get depth(): number {
    return this.#steps.length;
  }

  /** Treats `node` as a resource of its own: the images inside are its, their paths go on from here. */
  embedded(node: Node): void {
    const outer = this.resource;
    this.#locateResource(node, this);
    this.resource = outer;
  }

  add(field: Omit<ImageField, 'path' | 'resource'>): void {
    this.fields.push({ ...field, text: own(field.text), path: own(this.#path()), resource: this.resource });
  }

  #path(): string {
    const printed = this.#printed;
    for (let i = printed.length; i < this.#steps.length; i++) {
      printed.push(appendStep(printed[i - 1] ?? '', this.#steps[i] as string | number));
    }
    return printed[printed.length - 1] ?? '';
  }

  /**
   * Adds a reference that stands in one scalar, from its character `from` on. Blank values, numbers and the like are
   * no references and left out.
   */
  addReference(
    node: Node | undefined,
    from = 0,
    more: { guessed?: true; versionElsewhere?: true } = {},
  ): void {
    const scalar = textScalar(node);
    const text = scalar?.value.slice(from);
    if (!scalar || !text || text.trim() === '') return;
    const { pin, ...field } = wholeReference(scalar, text, this.source);
    this.add({ ...field, ...more, ...(pin && !more.versionElsewhere && { pin }) });
  }
}

function wholeReference(
  scalar: ScalarNode,
  text: string,
  source: string,
): Omit<ImageField, 'path' | 'resource'> {
  const whole = source.slice(scalar.span.start, scalar.span.end) === scalar.value;
  const span = whole ? { start: scalar.span.end - text.length, end: scalar.span.end } : scalar.span;
  const pin = referenceSlot(scalar, source, text);
  return {
    text,
    span,
    verbatim: source.slice(span.start, span.end) === text,
    ...(scalar.alias && { alias: scalar.alias }),
    ...(pin && { pin }),
  };
}
