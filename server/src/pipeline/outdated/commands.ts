import * as l10n from '@vscode/l10n';
import { insert } from '../../manifest/line-edits.ts';
import { shift, type TextEdit } from '../../manifest/text-span.ts';
import type { Script } from '../scripts.ts';
import { readCommands, type ShellCommand, type Word } from '../shell/commands.ts';
import { type SignCommand, signCommandOf } from '../signers.ts';
import type { SignatureFormat } from '../signing-plan.ts';
import type { OutdatedStep } from './outdated-step.ts';
import { taggedTargets } from './targets.ts';

/** Services of the public instance: naming them conflicts with the signing config, which names them too. */
const publicServices: Readonly<Record<string, RegExp>> = {
  '--rekor-url': /^https:\/\/rekor\.sigstore\.dev\/?$/,
  '--fulcio-url': /^https:\/\/fulcio\.sigstore\.dev\/?$/,
  '--oidc-issuer': /^https:\/\/oauth2\.sigstore\.dev\/auth\/?$/,
};

/** Flags of `cosign sign` that go with Cosign 4 and have nothing to take their place here. */
const leaving = new Set([
  ...[
    '--attachment',
    '--attachment-tag-prefix',
    '--certificate',
    '--certificate-chain',
    '--payload',
    '--signature',
  ],
  ...['--output-signature', '--output-certificate', '--output-payload', '--sign-container-identity'],
  ...[
    '--record-creation-timestamp',
    '--timestamp-client-cacert',
    '--timestamp-server-name',
    '--experimental-oci11',
  ],
]);

interface Given {
  readonly name: string;
  readonly value: string | undefined;
  /** From the end of the word before it to its own end: what goes when the flag goes. */
  readonly start: number;
  readonly word: Word;
  readonly end: number;
}

/** What is out of date in the `cosign sign` commands of one script. Spans are those of the file. */
export function outdatedCommands(
  script: Script,
  format: SignatureFormat | undefined,
  saysYes: boolean,
): readonly OutdatedStep[] {
  return readCommands(script.source)
    .flatMap((command) => {
      const sign = signCommandOf(command);
      if (sign?.tool !== 'cosign') return [];
      return [
        ...outdatedAssignments(command),
        ...outdatedFlags(sign, format),
        ...(saysYes ? [] : unconfirmed(sign)),
        ...taggedTargets(sign, script),
      ];
    })
    .map(({ span, message, fix }) => ({
      span: shift(span, script.offset),
      message,
      ...(fix && { fix: { title: fix.title, edits: fix.edits.map((edit) => moved(edit, script.offset)) } }),
    }));
}

function moved({ span, newText }: TextEdit, by: number): TextEdit {
  return { span: shift(span, by), newText };
}

function outdatedAssignments({ assignments, words }: ShellCommand): readonly OutdatedStep[] {
  const [program] = words;
  // It switches on what is still an experiment.
  if (words.some(({ text }) => text.startsWith('--registry-referrers-mode'))) return [];
  return assignments.flatMap((word, i) => {
    if (!word.text.startsWith('COSIGN_EXPERIMENTAL=') || program === undefined) return [];
    const end = assignments[i + 1]?.start ?? program.start;
    return [
      outdated(word, experimentalMessage(), l10n.t('Remove COSIGN_EXPERIMENTAL'), [
        { span: { start: word.start, end }, newText: '' },
      ]),
    ];
  });
}

export function experimentalMessage(): string {
  return l10n.t(
    'COSIGN_EXPERIMENTAL has had no effect on signing since Cosign 2, where keyless is the default; remove it.',
  );
}

function outdatedFlags(sign: SignCommand, format: SignatureFormat | undefined): readonly OutdatedStep[] {
  const flags = flagsOf(sign);
  const find = (name: string) => flags.find((flag) => flag.name === name);
  const bundle = find('--new-bundle-format');
  const legacy = bundle?.value === 'false';
  const withoutConfig = find('--use-signing-config')?.value === 'false';
  const configured = withoutConfig || find('--signing-config') !== undefined;
  const found: OutdatedStep[] = [];
  let conflict = false;

  for (const flag of flags) {
    const { name, value } = flag;
    const remove = l10n.t('Remove {0}', name);
    const isDefault =
      publicServices[name]?.test(value ?? '') ||
      (name === '--tlog-upload' && value !== 'false') ||
      (name === '--new-bundle-format' && value !== 'false');
    if (name === '--force' || name === '-f') {
      const message = l10n.t('Cosign 2 and later refuse {0}; remove it.', name);
      found.push(outdated(flag.word, message, remove, [removed(flag)]));
    } else if (isDefault && !withoutConfig) {
      const message = l10n.t('{0} says what is the default, and goes with Cosign 4; remove it.', name);
      found.push(outdated(flag.word, message, remove, [removed(flag)]));
    } else if (leaving.has(name)) {
      const message = l10n.t('{0} is deprecated and goes with Cosign 4; do without it.', name);
      found.push({ span: flag.word, message });
    } else if (
      !configured &&
      !conflict &&
      (name in publicServices || name === '--tlog-upload' || legacyFlag(flag))
    ) {
      conflict = true;
      const message = l10n.t(
        'Cosign 3 refuses {0} beside its signing config; add --use-signing-config=false.',
        name,
      );
      const title = l10n.t('Add --use-signing-config=false');
      found.push(outdated(flag.word, message, title, [insert(flag.end, ' --use-signing-config=false')]));
    }
  }
  return [...found, ...mismatch(sign, format, legacy, bundle, configured)];
}

function legacyFlag({ name, value }: Given): boolean {
  return name === '--new-bundle-format' && value === 'false';
}

/** The admission policies of the workspace see the other layout only. */
function mismatch(
  sign: SignCommand,
  format: SignatureFormat | undefined,
  legacy: boolean,
  bundle: Given | undefined,
  configured: boolean,
): readonly OutdatedStep[] {
  if (format === 'legacy' && !legacy) {
    const flags = ['--new-bundle-format=false', ...(configured ? [] : ['--use-signing-config=false'])];
    const message = l10n.t('This makes bundles, and legacy signatures are wanted; add {0}.', flags.join(' '));
    const title = l10n.t('Make legacy signatures');
    return [outdated(sign.program, message, title, [insert(sign.verb.end, ` ${flags.join(' ')}`)])];
  }
  if (format === 'bundle' && legacy && bundle) {
    const message = l10n.t('This makes legacy signatures, and bundles are wanted; remove {0}.', bundle.name);
    return [outdated(sign.program, message, l10n.t('Make bundles'), [removed(bundle)])];
  }
  return [];
}

/** Nobody is there to answer. */
function unconfirmed(sign: SignCommand): readonly OutdatedStep[] {
  if (flagsOf(sign).some(({ name }) => name === '--yes' || name === '-y')) return [];
  const message = l10n.t('Cosign 2 and later ask before they sign, and nobody answers here; add --yes.');
  return [outdated(sign.program, message, l10n.t('Add --yes'), [insert(sign.verb.end, ' --yes')])];
}

function outdated(word: Word, message: string, title: string, edits: readonly TextEdit[]): OutdatedStep {
  return { span: { start: word.start, end: word.end }, message, fix: { title, edits } };
}

function removed({ start, end }: Given): TextEdit {
  return { span: { start, end }, newText: '' };
}

const withValue = new Set([...Object.keys(publicServices), ...leaving, '--signing-config', '--key', '-a']);
const switches = new Set([
  '--sign-container-identity',
  '--record-creation-timestamp',
  '--experimental-oci11',
]);

function flagsOf({ verb, words }: SignCommand): readonly Given[] {
  return words.flatMap((word, i) => {
    if (!/^--?[a-z]/.test(word.text)) return [];
    const start = words[i - 1]?.end ?? verb.end;
    const equals = word.text.indexOf('=');
    if (equals >= 0) {
      const name = word.text.slice(0, equals);
      return { name, value: word.text.slice(equals + 1), start, word, end: word.end };
    }
    const next = withValue.has(word.text) && !switches.has(word.text) ? words[i + 1] : undefined;
    return { name: word.text, value: next?.text, start, word, end: next?.end ?? word.end };
  });
}
