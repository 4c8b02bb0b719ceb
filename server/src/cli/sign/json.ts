import type { Signed } from '../../signature/signing.ts';
import { signerJson } from '../verify/json.ts';
import type { Outcome } from './outcome.ts';

/** The contract of docs/schemas/sign-output.schema.json. */
export function signJson(outcomes: readonly Outcome[]): string {
  const made = outcomes.flatMap(({ reference, signed }) =>
    signed.map((each) => signedJson(reference.text, each)),
  );
  return `${JSON.stringify(made, undefined, 2)}\n`;
}

function signedJson(image: string, { subject, manifest, layout, report }: Signed): unknown {
  const { kind, predicateType, signer, log, time } = report;
  return {
    image,
    digest: subject,
    manifest,
    layout,
    // Cosign 3 writes its signatures as statements too; of those the kind says it all.
    ...(kind === 'attestation' && predicateType !== undefined && { predicateType }),
    signer: signer ? signerJson(signer) : null,
    ...(log && { log }),
    ...(time && { time: { at: new Date(time.at).toISOString(), source: time.source } }),
  };
}
