/** The keys that both Cosign and ImageSeal sign and verify with; the first is what Cosign makes by default. */
export const keyTypes = [
  'ecdsa-p256',
  'ecdsa-p384',
  'ecdsa-p521',
  'rsa-2048',
  'rsa-3072',
  'rsa-4096',
  'ed25519',
] as const;

export type KeyType = (typeof keyTypes)[number];

/** What is written to `cosign.key` and `cosign.pub`, each a PEM text with a line break at its end. */
export interface KeyPair {
  /** Encrypted, as Cosign does it. */
  readonly privateKeyPem: string;
  readonly publicKeyPem: string;
}

/** A private key, ready to sign. */
export interface PrivateKey {
  readonly type: KeyType;
  readonly publicKeyPem: string;
  /** SubjectPublicKeyInfo. */
  readonly publicKeyDer: Uint8Array;
  /** `sha256:<hex>` of `publicKeyDer`, as `PublicKey` of signature/verification.ts has it. */
  readonly fingerprint: string;
  /**
   * Signs these bytes: ECDSA with SHA-256 whatever the curve (in DER), RSA PKCS #1 v1.5 with SHA-256, pure Ed25519. These
   * are what Cosign 2 and 3 both verify with `--key`; their own choices for P-384, P-521 and Ed25519 they then refuse.
   * @throws Error after `dispose`.
   */
  sign(bytes: Uint8Array): Buffer;
  /** Lets go of the key: OpenSSL wipes its copy when it is collected; no other copy is kept. */
  dispose(): void;
}
