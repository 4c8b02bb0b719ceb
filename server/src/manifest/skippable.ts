import { outdent } from './outdent.ts';

/**
 * Keys whose blocks never name an image by themselves, in any kind of the table (a test holds that). They make up most
 * of a manifest's lines, so passing over them is most of the speed of a workspace scan.
 */
export const skippableKeys: ReadonlySet<string> = new Set([
  'affinity',
  'annotations',
  'binaryData',
  'data',
  'env',
  'labels',
  'livenessProbe',
  'matchLabels',
  'nodeSelector',
  'podSecurityContext',
  'ports',
  'readinessProbe',
  'securityContext',
  'startupProbe',
  'stringData',
  'tolerations',
  'topologySpreadConstraints',
  'volumeMounts',
]);

/** What makes a block worth reading all the same: an image's key, an embedded resource, an anchor used elsewhere. */
const telling = /mage|MAGE|apiVersion|&/g;

/** Finds blocks of one document that may be passed over. */
export class Skipper {
  readonly #source: string;
  #telling = -1;

  constructor(source: string) {
    this.#source = source;
  }

  /**
   * Where the block of a key in column `indent` ends, `from` being the end of the key's line: the start of the first
   * line that stands no further in. `undefined` when the block must be read.
   */
  endOf(from: number, indent: number): number | undefined {
    const end = outdent(this.#source, from, indent);
    if (this.#telling < from) {
      telling.lastIndex = from;
      this.#telling = telling.exec(this.#source)?.index ?? this.#source.length;
    }
    return this.#telling < end ? undefined : end;
  }
}
