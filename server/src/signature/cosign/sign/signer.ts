import { checkRequest } from './check.ts';
import { openIdentity } from './identity.ts';
import { makeSignature } from './make.ts';
import { readSigningConfig } from './signing-config.ts';

/**
 * Everything of signing that needs Sigstore's libraries, behind one door: the bundles load this module when something is
 * to be signed (scripts/build.mjs makes a file of its own of it). Its errors are `SigningError`s of its own copy of that
 * class: `problemOf` of trust/sign-image.ts knows them by their shape.
 */
export const signer = { checkRequest, openIdentity, makeSignature, readSigningConfig };

export type Signer = typeof signer;
