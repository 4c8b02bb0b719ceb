import { describeDetail } from '../../signature/detail.ts';
import type { Check, NotationFacts, SignatureReport, Signer } from '../../signature/report.ts';
import type { Outcome } from './outcome.ts';

/** The contract of docs/schemas/verify-output.schema.json. */
export function verifyJson(outcomes: readonly Outcome[]): string {
  return `${JSON.stringify(outcomes.map(imageJson), undefined, 2)}\n`;
}

function imageJson({ reference, digest, verdict, reasons, signatures }: Outcome): unknown {
  return {
    image: reference.text,
    digest: digest ?? null,
    verdict,
    reasons,
    signatures: signatures.map(signatureJson),
  };
}

function signatureJson(report: SignatureReport): unknown {
  const { record, kind, predicateType, signer, verified, verdict, time, log, checks } = report;
  const { annotations, notation } = report;
  return {
    layout: record.layout,
    kind,
    // Cosign 3 writes its signatures as statements too; of those the kind says it all.
    ...(kind === 'attestation' && predicateType !== undefined && { predicateType }),
    signer: signer ? signerJson(signer) : null,
    verified,
    trusted: verdict === 'trusted',
    ...(time && { time: { at: new Date(time.at).toISOString(), source: time.source } }),
    ...(log && { log }),
    ...(annotations && { annotations }),
    ...(notation && { notation: notationJson(notation) }),
    checks: checks.map(checkJson),
  };
}

export function signerJson(signer: Signer): unknown {
  // Not the name that the workspace has for a key.
  return signer.type === 'key' ? { type: signer.type, fingerprint: signer.fingerprint } : signer;
}

function notationJson({ signedAt, expiresAt, ...facts }: NotationFacts): unknown {
  return {
    ...facts,
    ...(signedAt !== undefined && { signedAt: new Date(signedAt).toISOString() }),
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt).toISOString() }),
  };
}

function checkJson({ name, ok, noted, detail }: Check): unknown {
  return { name, ok, ...(noted && { noted }), detail: describeDetail(detail) };
}
