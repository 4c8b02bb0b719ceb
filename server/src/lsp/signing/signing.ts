import { trustSigner } from '../trust-signer.ts';
import { checkKeyPair, generateKeyPair, importKeyPair, trustKey } from './key-pairs.ts';
import { generateTestCertificate, notationKeys } from './notation-keys.ts';
import { signingPlan } from './plan.ts';
import { runSigning } from './run-signing.ts';
import { ServicesSource } from './services.ts';
import { signingTarget } from './target.ts';

/**
 * Everything that is only needed once somebody signs, makes keys or trusts a signer, behind one door: a part of the server
 * that is loaded then. Its modules are those of the server (`withParts` in scripts/build.mjs).
 */
export const signing = {
  signingTarget,
  signingPlan,
  runSigning,
  ServicesSource,
  checkKeyPair,
  generateKeyPair,
  importKeyPair,
  trustKey,
  notationKeys,
  generateTestCertificate,
  trustSigner,
};

export type Signing = typeof signing;
