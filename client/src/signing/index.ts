/** What the signing commands are made of, loaded with the first of them. */
export { afterKeyPair } from './after-key-pair.ts';
export { askAttestation } from './ask-attestation.ts';
export { askNewPassword } from './ask-password.ts';
export { askPlace } from './ask-place.ts';
export { askFile, pick } from './ask-signer.ts';
export { keyTypeChoices } from './choices.ts';
export { sign } from './sign.ts';
