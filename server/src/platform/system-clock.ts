import type { Clock } from '../registry/ports.ts';

/** The machine's own clock. Timers keep the process alive: somebody is waiting for them. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
