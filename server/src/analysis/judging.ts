import * as l10n from '@vscode/l10n';
import type { Fault } from '../registry/fault.ts';
import type { SignatureReport, UnreadPlace } from '../signature/report.ts';
import type { FoundImage } from './evidence.ts';
import {
  type FetchedSignature,
  type JudgeWorld,
  judgeSignature,
  type Unanswered,
} from './judge-signatures.ts';
import { doubtsImage } from './prove-image.ts';

export interface JudgingOptions {
  readonly image: FoundImage;
  /** All but the image and the time, which are told for each signature anew. */
  readonly world: Omit<JudgeWorld, 'image' | 'now'>;
  readonly now: () => number;
  /** Reads the image's manifest, of which only headers may have told so far. */
  readonly prove: () => Promise<FoundImage | UnreadPlace>;
  /** Why no registry may be asked. */
  readonly blocked: Fault | undefined;
}

/** Verifying is synchronous; after so many milliseconds of it others get their turn. */
const sliceMs = 5;

/** Judges the signatures of one image, one after the other. */
export class Judging {
  readonly reports: SignatureReport[] = [];
  /** What could not be read, or was not answered. */
  readonly missing: UnreadPlace[] = [];
  /** When others are to be asked again (milliseconds since the epoch). */
  until = Number.POSITIVE_INFINITY;
  readonly #options: JudgingOptions;
  #proved: FoundImage | undefined;
  #since = performance.now();

  constructor(options: JudgingOptions) {
    this.#options = options;
  }

  async add(signature: FetchedSignature): Promise<void> {
    const { image, world, now, prove, blocked } = this.#options;
    if (performance.now() - this.#since > sliceMs) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#since = performance.now();
    }
    const judge = (image: FoundImage) => judgeSignature(signature, { ...world, image, now: now() });
    let judged = await judge(this.#proved ?? image);
    if (!this.#proved && doubtsImage(judged.report)) {
      const read = await prove();
      if ('place' in read) this.missing.push(read);
      else {
        this.#proved = read;
        judged = await judge(read);
      }
    }
    this.reports.push(judged.report);
    this.missing.push(...judged.unanswered.map((each) => unansweredPlace(each, blocked)));
    this.until = Math.min(this.until, judged.until ?? this.until);
  }
}

/** Nobody could say whether a certificate was revoked: the image is not known to be anything. */
function unansweredPlace(
  { url, problem, refused, until }: Unanswered,
  blocked: Fault | undefined,
): UnreadPlace {
  const host = URL.parse(url)?.host ?? url;
  const code = refused ? 'not-asked' : 'network';
  const fault: Fault = blocked ?? { code, host, detail: problem, retryAt: until };
  return { place: l10n.t('what {0} says of revoked certificates', host), fault };
}
