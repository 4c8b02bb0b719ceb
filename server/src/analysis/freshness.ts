import type { Assessment, ImageEvidence, TagEvidence } from './evidence.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A tag is shown this long after it was resolved, while it is being asked again. */
export const keepTagMs = 24 * HOUR;
/** A manifest never changes; what refers to it does. */
export const keepImageMs = 24 * HOUR;

/** May the answer be used without asking again? `failures` counts the look-ups of that host that failed in a row. */
export function isFreshTag(evidence: TagEvidence, now: number, failures: number): boolean {
  const age = now - evidence.at;
  switch (evidence.state) {
    case 'resolved':
      return age < 5 * MINUTE;
    case 'not-found':
      return age < MINUTE;
    case 'fault':
      return now < (evidence.fault.retryAt ?? evidence.at + retryDelay(failures));
  }
}

export function isFreshImage(evidence: ImageEvidence, now: number, failures: number): boolean {
  const age = now - evidence.at;
  switch (evidence.state) {
    case 'found': {
      const { unread, signatures } = evidence.discovery;
      if (unread.length > 0) {
        const retryAt = Math.max(0, ...unread.map((place) => place.fault.retryAt ?? 0));
        return now < Math.max(retryAt, evidence.at + retryDelay(failures));
      }
      return age < (signatures.length > 0 ? HOUR : 10 * MINUTE);
    }
    case 'not-found':
      return age < MINUTE;
    case 'fault':
      return now < (evidence.fault.retryAt ?? evidence.at + retryDelay(failures));
  }
}

/** What could not be fetched is a reason to verify again by itself, and that others may have revoked a certificate since. */
export function isFreshAssessment(assessment: Assessment, now: number, failures: number): boolean {
  const { unread, at, until } = assessment;
  if (until !== undefined && now >= until) return false;
  if (unread.length === 0) return true;
  // Nobody was asked, so nobody needs to be spared.
  if (unread.some(({ fault: { code } }) => code === 'offline' || code === 'restricted')) return false;
  const retryAt = Math.max(0, ...unread.map((place) => place.fault.retryAt ?? 0));
  return now < Math.max(retryAt, at + retryDelay(failures));
}

/** 30 s after the first failure, doubling to 10 minutes. */
export function retryDelay(failures: number): number {
  return Math.min(10 * MINUTE, 30 * SECOND * 2 ** Math.max(0, Math.min(failures, 10) - 1));
}
