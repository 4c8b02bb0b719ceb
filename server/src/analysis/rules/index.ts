import { imageNotFound } from './image-not-found.ts';
import { invalidReference } from './invalid-reference.ts';
import { invalidSignature } from './invalid-signature.ts';
import { latestTag } from './latest-tag.ts';
import type { Rule } from './rule.ts';
import { tagMoved } from './tag-moved.ts';
import { unpinned } from './unpinned.ts';
import { unsigned } from './unsigned.ts';
import { untrustedSigner } from './untrusted-signer.ts';
import { unverifiedSignature } from './unverified-signature.ts';

/** The table of rules; of two findings on the same characters with the same severity the earlier rule's is drawn. */
export const rules: readonly Rule[] = [
  invalidReference,
  imageNotFound,
  invalidSignature,
  untrustedSigner,
  unsigned,
  unverifiedSignature,
  tagMoved,
  latestTag,
  unpinned,
];
