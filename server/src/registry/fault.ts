/** Why a registry could not be read or written to. Every fault makes the verdict "unknown", never "unsigned". */
export type FaultCode =
  | 'dns'
  | 'refused'
  | 'reset'
  | 'tls'
  | 'timeout'
  | 'truncated'
  | 'too-large'
  | 'blocked-address'
  /** A certificate names the host, and addresses of its kind are not asked. */
  | 'not-asked'
  | 'unauthorized'
  | 'forbidden'
  | 'rate-limited'
  | 'server-error'
  | 'digest-mismatch'
  | 'content-type'
  | 'malformed'
  | 'redirect'
  | 'token-realm'
  | 'offline'
  | 'restricted'
  | 'aborted'
  /** An entry of `.imageseal.yaml` about this registry could not be understood. */
  | 'configuration'
  | 'network'
  /** It takes no pushes, or none of this kind. */
  | 'read-only'
  /** It has no room for what is pushed. */
  | 'quota'
  /** It refuses what is pushed. */
  | 'rejected'
  /** It does not see a blob that it took a moment ago. */
  | 'blob-unknown'
  /** The tag under which signatures are listed names something else; it was left as it is. */
  | 'occupied'
  /** Others wrote under the same tag at the same time, again and again. */
  | 'conflict';

export interface Fault {
  readonly code: FaultCode;
  /** The host that was asked. */
  readonly host: string;
  /** What the other side said, for the log and the hover; never credentials. */
  readonly detail?: string;
  /** The repository that was asked for, where the answer depends on it. */
  readonly repository?: string;
  /** What failed was to change what the registry holds. */
  readonly writing?: true;
  /** No credentials are configured for the host. */
  readonly anonymous?: true;
  /** Milliseconds since the epoch before which asking again is pointless (Retry-After, back-off). */
  readonly retryAt?: number;
}

export class RegistryError extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(`${fault.code}: ${fault.host}${fault.detail ? `: ${fault.detail}` : ''}`);
    this.name = 'RegistryError';
    this.fault = fault;
  }
}
