import { generateKeyPair } from '../keys/generate.ts';
import { importPrivateKey } from '../keys/import.ts';
import { readPrivateKey } from '../keys/read.ts';
import { checkRequest } from './check.ts';
import { openIdentity } from './identity.ts';
import { makeSignature } from './make.ts';
import { readSigningConfig } from './signing-config.ts';

/**
 * Everything of signing that needs Sigstore's libraries, behind one door: the bundles load this module when something is
 * to be signed (scripts/build.mjs makes a file of its own of it). Its errors are of its own copies of `SigningError` and
 * `KeyError`: `problemOf` of trust/signing-state.ts and `isKeyError` know them by their shape.
 */
export const signer = {
  checkRequest,
  openIdentity,
  makeSignature,
  readSigningConfig,
  generateKeyPair,
  importPrivateKey,
  readPrivateKey,
};

export type Signer = typeof signer;
