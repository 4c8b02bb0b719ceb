import { isUsable, rootMaterial } from '../signature/cosign/verify/root.ts';
import type { TrustedRoot } from '../signature/verification.ts';
import { judge } from './judge.ts';
import { findsMatch, problemOfPattern } from './regexp.ts';
import { embeddedRoots } from './roots/embedded.ts';

/**
 * Everything that needs the cryptographic libraries, behind one door: the bundles load this module when the first
 * signature is to be verified (scripts/build.mjs makes a file of its own of it).
 */
export const verifier = {
  judge,
  problemOfPattern,
  findsMatch,
  embeddedRoots,
  /** Why a trusted root cannot be used; `undefined` when it can. */
  problemOfRoot(root: TrustedRoot) {
    const material = rootMaterial(root);
    return isUsable(material) ? undefined : { id: material.id, args: material.args };
  },
};

export type Verifier = typeof verifier;
