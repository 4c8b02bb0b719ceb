import { openCertifiedKey } from '../../signature/notation/sign/certified-key.ts';
import { makeNotationSignature } from '../../signature/notation/sign/make.ts';
import { checkMetadata } from '../../signature/notation/sign/payload.ts';
import { isEncryptedKey } from '../../signature/notation/sign/private-key.ts';
import { rootOf } from '../../signature/notation/sign/root-of.ts';
import { makeTestCertificate } from '../../signature/notation/sign/test-certificate.ts';
import { timestampRoots } from '../../signature/notation/sign/timestamp-roots.ts';
import { addSigner } from './add-signer.ts';
import { checkPolicy } from './check-policy.ts';
import { judgeNotation } from './judge.ts';
import { problemOfPolicy } from './terms.ts';

/**
 * Everything that is only needed for signatures of the Notary Project, behind one door: the bundles load this module with
 * the first of them (scripts/build.mjs makes a file of its own of it).
 */
export const notation = {
  judge: judgeNotation,
  addSigner,
  checkPolicy,
  problemOfPolicy,
  /** What signs is so little beside what verifies, whose code it uses, that it is no file of its own. */
  signing: {
    checkMetadata,
    isEncryptedKey,
    openCertifiedKey,
    makeSignature: makeNotationSignature,
    makeTestCertificate,
    timestampRoots,
    rootOf,
  },
};

export type Notation = typeof notation;
