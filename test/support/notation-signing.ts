import type { HttpClient } from '../../server/src/registry/ports.ts';
import {
  type OpenCertifiedKey,
  openCertifiedKey,
} from '../../server/src/signature/notation/sign/certified-key.ts';
import { Der, tags } from '../../server/src/signature/notation/x509/der.ts';
import type { NotationSignRequest } from '../../server/src/signature/signing.ts';
import { JumpingClock } from '../registry/manual-clock.ts';
import {
  ecKeys,
  type Holder,
  type KeyPair,
  makeIntermediate,
  makeRoot,
  makeSigner,
  rsaKeys,
} from './pki/certificate.ts';
import { makeTimestamp, makeTimestampResponse, type TimestampOptions } from './pki/timestamp.ts';
import type { TestImage } from './signing.ts';

/** When these signatures are made: every certificate that is made by default is valid then. */
export const signingDay = Date.UTC(2026, 10, 20, 12, 0, 0) + 345;

export const signingClock = () => new JumpingClock(signingDay);

/** The six kinds of keys, by the algorithm that goes with each. */
export const keyMakers = {
  PS256: () => rsaKeys(2048),
  PS384: () => rsaKeys(3072),
  PS512: () => rsaKeys(4096),
  ES256: () => ecKeys('P-256'),
  ES384: () => ecKeys('P-384'),
  ES512: () => ecKeys('P-521'),
} as const;

/** A signer under an intermediate and a root. */
export function makeChain(keys: KeyPair = ecKeys()): Holder {
  return makeSigner(makeIntermediate(makeRoot()), { keys });
}

export function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** Certificates one after the other, as they stand in a `.crt` file. */
export function chainPem(chain: readonly Uint8Array[]): string {
  return chain.map((der) => pem('CERTIFICATE', der)).join('');
}

/** PKCS #8. */
export function keyPem({ privateKey }: KeyPair): string {
  return privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
}

/** The key of a holder, opened from files as people have them. */
export function openKey(holder: Holder, chain = holder.chain, now = signingDay): OpenCertifiedKey {
  return openCertifiedKey(
    {
      key: { name: 'app.key', bytes: Buffer.from(keyPem(holder.keys)) },
      certificates: { name: 'app.crt', bytes: Buffer.from(chainPem(chain)) },
    },
    now,
  );
}

/** To be signed as JWS, with nothing else to it, unless told. */
export function notationRequest(
  image: TestImage,
  changes: Partial<NotationSignRequest> & Pick<NotationSignRequest, 'signer'>,
): NotationSignRequest {
  return {
    tool: 'notation',
    ...image,
    ...{ format: 'jws', annotations: {}, recursive: false, agent: 'imageseal/1.2.3' },
    ...changes,
  };
}

export interface TestAuthority {
  readonly http: HttpClient;
  /** The requests, as they came. */
  readonly asked: { readonly url: string; readonly contentType: string | undefined; readonly hash: string }[];
}

/**
 * A timestamp authority at `http://tsa.localhost`, which stamps whatever it is asked for; every other request goes on.
 * `change`: what it does to the token or the whole answer.
 */
export function timestampAuthority(
  holder: Holder,
  http: HttpClient,
  change: TimestampOptions & { readonly answer?: (right: Buffer) => Uint8Array } = {},
): TestAuthority {
  const asked: TestAuthority['asked'] = [];
  return {
    asked,
    http: async (request) => {
      if (!request.url.startsWith('http://tsa.localhost')) return await http(request);
      const [, imprint, nonce] = Der.read(request.body ?? new Uint8Array()).children();
      const [algorithm, hash] = imprint!.children();
      const names = {
        '2.16.840.1.101.3.4.2.1': 'sha256',
        '2.16.840.1.101.3.4.2.2': 'sha384',
        '2.16.840.1.101.3.4.2.3': 'sha512',
      } as const;
      const digest = names[algorithm!.children()[0]!.oid() as keyof typeof names];
      asked.push({ url: request.url, contentType: request.headers['content-type'], hash: digest });
      const { answer = (right) => right, ...options } = change;
      const token = makeTimestamp(holder, new Uint8Array(), {
        ...{ at: new Date(signingDay), imprint: digest, nonce: nonce!.as(tags.integer).integer() },
        hash: hash!.octets(),
        ...options,
      });
      return { status: 200, headers: {}, body: answer(makeTimestampResponse(token)) };
    },
  };
}
