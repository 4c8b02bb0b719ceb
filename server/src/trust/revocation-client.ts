import { HostLimiter } from '../registry/host-limiter.ts';
import { isLoopbackHost, splitHost } from '../registry/host-policy.ts';
import type { Clock, HttpClient, Logger } from '../registry/ports.ts';
import type { RevocationAnswer, RevocationQuestion } from '../signature/verification.ts';
import { askResponder, restMs } from './ask-responder.ts';

export interface AskOptions {
  /** The image's registry: on this machine alone may responders be on this machine, too. */
  readonly registry: string;
  /** What is remembered did not do: who answered more than a minute ago is asked again. */
  readonly fresh?: boolean;
  readonly signal?: AbortSignal;
}

/** An answer, and until when (milliseconds since the epoch) the same is said again without asking. */
export type RememberedAnswer = RevocationAnswer & { readonly until: number };

/** Asks those whom certificates name whether they were revoked. Addresses in certificates are hostile input. */
export interface RevocationClient {
  /** One answer to each question, by its key; what cannot be asked is answered with a reason. Never rejects. */
  ask(
    questions: readonly RevocationQuestion[],
    options: AskOptions,
  ): Promise<ReadonlyMap<string, RememberedAnswer>>;
  /** Forgets what was answered. */
  clear(): void;
}

export interface RevocationClientOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Where nobody but registries may be asked. */
export const askNobody: RevocationClient = {
  ask: async (questions) => {
    const answer = { problem: 'nobody but registries may be asked', until: Number.POSITIVE_INFINITY };
    return new Map(questions.map(({ key }) => [key, answer]));
  },
  clear: () => {},
};

/** Milliseconds. Whether an answer is still valid is judged at every use; how soon a revocation is seen hangs on this. */
const keepMs = 60 * 60_000;
/** Requests at once to one host. */
const perHost = 4;
/** Of one round of questions; a chain of certificates has a few. */
const maxQuestions = 16;
const maxAnswers = 1_000;
const maxBytes = 32 * 1024 * 1024;

interface Known {
  readonly answer: RevocationAnswer;
  readonly at: number;
  readonly until: number;
}

/** Every question is asked once at a time and then remembered: answers for an hour, failures for a minute. */
export function createRevocationClient({ http, clock, logger }: RevocationClientOptions): RevocationClient {
  // Whoever asked before `clear` goes on with what was there before.
  const start = () => ({
    memory: new AnswerMemory(),
    underWay: new Map<string, Promise<boolean>>(),
    limiter: new HostLimiter({ clock, perHost, patience: 0 }),
  });
  let state = start();
  const briefly = (problem: string): RememberedAnswer => ({ problem, until: clock.now() + restMs });

  async function answer(question: RevocationQuestion, own: boolean, { fresh, signal }: AskOptions) {
    const { memory, underWay, limiter } = state;
    const key = `${own} ${question.key}`;
    /** Resolves to false when it was given up. */
    const ask = async (): Promise<boolean> => {
      const outcome = await askResponder(question, { http, clock, limiter }, { own, signal });
      if (!outcome) return false;
      const at = clock.now();
      if ('bytes' in outcome) {
        memory.set(key, { answer: { bytes: outcome.bytes }, at, until: at + keepMs });
      } else {
        const { retryAt: until = at + restMs, ...answer } = outcome;
        logger.debug(`Revocation, ${question.kind} ${question.url.slice(0, 200)}: ${answer.problem}`);
        memory.set(key, { answer, at, until });
      }
      return true;
    };
    for (;;) {
      const known = memory.get(key);
      if (known) {
        const until = fresh ? Math.min(known.until, known.at + restMs) : known.until;
        if (clock.now() < until) return { ...known.answer, until };
      }
      if (signal?.aborted) return briefly('it was cancelled');
      const running = underWay.get(key);
      if (running) {
        // Given up by the other, it is asked by us.
        await running;
        continue;
      }
      const asking = ask().finally(() => underWay.delete(key));
      underWay.set(key, asking);
      if (!(await asking)) return briefly('it was cancelled');
    }
  }

  return {
    async ask(questions, options) {
      const own = isLoopbackHost(splitHost(options.registry).hostname);
      const answers = questions.map(async (question, index): Promise<[string, RememberedAnswer]> => {
        const asked = index < maxQuestions;
        const problem = `more than ${maxQuestions} questions at once`;
        return [question.key, asked ? await answer(question, own, options) : briefly(problem)];
      });
      return new Map(await Promise.all(answers));
    },
    clear() {
      state = start();
    },
  };
}

/** Bounded in number and size: the oldest goes first. */
class AnswerMemory {
  readonly #known = new Map<string, Known>();
  #bytes = 0;

  get(key: string): Known | undefined {
    return this.#known.get(key);
  }

  set(key: string, known: Known): void {
    this.#forget(key);
    this.#known.set(key, known);
    this.#bytes += sizeOf(known);
    for (const [oldest] of this.#known) {
      if (this.#known.size <= maxAnswers && this.#bytes <= maxBytes) return;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    const known = this.#known.get(key);
    if (known) this.#bytes -= sizeOf(known);
    this.#known.delete(key);
  }
}

function sizeOf({ answer }: Known): number {
  return 'bytes' in answer ? answer.bytes.byteLength : 0;
}
