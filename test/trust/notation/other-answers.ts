/**
 * Where notation answers otherwise, and no remark on the signature says so: a sentence about the policy or the registry
 * does, which the image's verdict comes with (docs/verification.md has the table).
 */
const others: readonly { readonly name: string; readonly policy?: string }[] = [
  // Whoever skips verifying is told so, and of signatures that are broken all the same.
  { name: 'unsigned/', policy: 'skip.json' },
  { name: 'policy/level', policy: 'skip.json' },
  { name: 'policy/scope', policy: 'scope-exact-skip.json' },
  { name: 'policy/lenient-document', policy: 'bad-star-skip.json' },
  { name: 'damaged/signature-bit/', policy: 'skip.json' },
  // What two readers would read in two ways is refused, with what to write instead.
  { name: 'policy/lenient-document', policy: 'bad-trailing-text.json' },
  { name: 'policy/lenient-document', policy: 'bad-field-case.json' },
  { name: 'policy/lenient-document', policy: 'bad-duplicate-field.json' },
  // An empty store makes the statement unusable at every level.
  { name: 'policy/store', policy: 'audit-empty-store.json' },
  // notation gives up at the first entry of a list of referrers that is not as it wants it.
  { name: 'fallback/no-artifact-type' },
  { name: 'fallback/dangling-first' },
  { name: 'fallback/two-layers-first' },
  { name: 'fallback/wrong-size' },
];

/** `policy`: its file, `trustpolicies/strict.json`. */
export function answersOtherwise(name: string, policy: string): boolean {
  return others.some(
    (other) => name.startsWith(other.name) && policy.endsWith(`/${other.policy ?? 'strict.json'}`),
  );
}
