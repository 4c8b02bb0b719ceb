import github from '../../trust/roots/tuf-github.json' with { type: 'json' };
import publicGood from '../../trust/roots/tuf-public.json' with { type: 'json' };
import { fetchTarget } from './fetch-target.ts';
import type { TufInstance } from './instance.ts';
import { holds } from './record.ts';
import { refresh } from './refresh.ts';

/** The instances that everybody may use. */
const instances: readonly TufInstance[] = [
  { name: 'public', url: 'https://tuf-repo-cdn.sigstore.dev', seed: JSON.stringify(publicGood) },
  { name: 'github', url: 'https://tuf-repo.github.com', seed: JSON.stringify(github) },
];

/** Everything that needs the TUF library, behind one door (scripts/build.mjs makes a file of its own of it). */
export const tuf = { instances, holds, refresh, fetchTarget };

export type Tuf = typeof tuf;
