import type { SessionContext } from '../context.ts';
import { loadSigning } from '../signing/load-signing.ts';
import {
  type NotationKeysResult,
  notationKeysRequest,
  type TestCertificateParams,
  type TestCertificateResult,
  testCertificateRequest,
} from '../signing-protocol.ts';
import { keyRequests } from './key-requests.ts';

/** The keys that notation knows, and a new one for tests; in trusted workspaces alone. */
export function registerNotationKeys(context: SessionContext): void {
  const serve = keyRequests(context);
  serve<object, NotationKeysResult>(notationKeysRequest, async () => (await loadSigning()).notationKeys());
  serve<TestCertificateParams, TestCertificateResult>(testCertificateRequest, async (params) =>
    (await loadSigning()).generateTestCertificate(params),
  );
}
