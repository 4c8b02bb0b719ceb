/** What can be wrong with a file of a private key; `describeKeyProblem` makes a sentence of it. */
export type KeyProblem =
  | { readonly id: 'too-large' }
  /** No private key in PEM at all. */
  | { readonly id: 'none' }
  | { readonly id: 'several' }
  | { readonly id: 'public' }
  /** A private key that is not in Cosign's format: `importPrivateKey` takes it. */
  | { readonly id: 'not-imported' }
  /** Given to `importPrivateKey`, and in Cosign's format already. */
  | { readonly id: 'imported-already' }
  | { readonly id: 'openssh' }
  /** A private key of another format. */
  | { readonly id: 'foreign'; readonly label: string }
  /** Of Cosign's format, but not as Cosign writes it; `where` is a part of the file, such as `cipher.nonce`. */
  | { readonly id: 'damaged'; readonly where: string }
  | { readonly id: 'kdf' }
  | { readonly id: 'kdf-cost'; readonly n: number; readonly r: number; readonly p: number }
  | { readonly id: 'cipher' }
  /** The password is wrong or the file damaged: the cipher cannot tell. */
  | { readonly id: 'password' }
  /** The same of a PEM that OpenSSL encrypted. */
  | { readonly id: 'passphrase' }
  | { readonly id: 'passphrase-needed' }
  /** What OpenSSL is to decrypt asks for more work than any tool does. */
  | { readonly id: 'passphrase-cost' }
  /** Decrypted, and SEC 1 or PKCS #1 inside, which Cosign refuses. */
  | { readonly id: 'not-pkcs8' }
  | { readonly id: 'unreadable' }
  /** Of a kind, curve or size that Cosign does not sign with. */
  | { readonly id: 'kind'; readonly kind: string }
  /** What it signs does not hold under its own public key. */
  | { readonly id: 'mismatch' };

/** A private key that cannot be used. Its message has nothing of the key or its password in it. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
  readonly problem: KeyProblem;

  constructor(problem: KeyProblem) {
    super(`private key: ${problem.id}`);
    this.problem = problem;
  }
}

/** By name: a bundle that is loaded on demand has a class of its own. */
export function isKeyError(error: unknown): error is KeyError {
  return error instanceof Error && error.name === 'KeyError' && 'problem' in error;
}
