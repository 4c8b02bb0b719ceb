import { sha256 } from '../../image/digest.ts';
import type { TrustedRoot } from '../../signature/verification.ts';
import type { RootSet } from '../trusted-roots.ts';
import github from './github.json' with { type: 'json' };
import publicGood from './public.json' with { type: 'json' };

/** The day on which the roots beside this file were taken over (README.md there says from where). */
const takenOver = Date.parse('2026-11-24T00:00:00Z');

/** The roots of the instances that everybody may use, as they were known when this was built. */
export function embeddedRoots(): RootSet {
  return { roots: [root('public', publicGood), root('github', github)], source: 'embedded', at: takenOver };
}

function root(name: string, content: unknown): TrustedRoot {
  const text = JSON.stringify(content);
  return { name, text, digest: sha256(Buffer.from(text)) };
}
