import { type Certainty, hole, type Matcher } from './image-name.ts';
import { inScript, matchAny, type Script, type Variables } from './scripts.ts';
import { readCommands, type ShellCommand, type Word } from './shell/commands.ts';
import { operandsOf } from './shell/image-commands.ts';

/** A command that signs images. */
export interface SignCommand {
  readonly tool: 'cosign' | 'notation';
  /** `cosign` itself. */
  readonly program: Word;
  /** `sign`. */
  readonly verb: Word;
  /** Everything behind the verb. */
  readonly words: readonly Word[];
  readonly targets: readonly Word[];
}

const cosignValues = [
  ...[
    '-a',
    '--annotations',
    '--key',
    '--signing-config',
    '--identity-token',
    '--oidc-provider',
    '--trusted-root',
  ],
  ...[
    '--oidc-issuer',
    '--oidc-client-id',
    '--fulcio-url',
    '--rekor-url',
    '--timestamp-server-url',
    '--payload',
  ],
  ...[
    '--certificate',
    '--certificate-chain',
    '--output-signature',
    '--output-certificate',
    '--output-payload',
  ],
  ...['--attachment', '--registry-referrers-mode', '--sk-slot', '--slot', '--bundle', '--timeout', '-t'],
  ...[
    '--signature',
    '--registry-username',
    '--registry-password',
    '--registry-token',
    '--sign-container-identity',
  ],
];
const notationValues = [
  '--key',
  '--plugin',
  '--id',
  '--plugin-config',
  '-k',
  '--signature-format',
  '-u',
  '-p',
  '-e',
  '-m',
  '--expiry',
  '--user-metadata',
  '--timestamp-url',
  '--timestamp-root-cert',
];

/** The `cosign sign` or `notation sign` of a command, behind `xargs` and `docker run` too. */
export function signCommandOf({ words }: ShellCommand): SignCommand | undefined {
  const at = words.findIndex(
    ({ text }, i) => /(?:^|\/)(?:cosign|notation)(?:[:@][^/]*)?$/.test(text) && words[i + 1]?.text === 'sign',
  );
  const program = words[at];
  const verb = words[at + 1];
  if (program === undefined || verb === undefined || at < 0) return undefined;
  const tool = /notation(?:[:@][^/]*)?$/.test(program.text) ? 'notation' : 'cosign';
  const rest = words.slice(at + 2);
  return {
    tool,
    program,
    verb,
    words: rest,
    targets: operandsOf(rest, tool === 'cosign' ? cosignValues : notationValues),
  };
}

/** How surely a script signs the image; `possible` where it cannot be seen what it signs. */
export function signsImage(script: Script, match: Matcher, variables: Variables): Certainty | undefined {
  const commands = readCommands(script.source);
  const inner = inScript(commands, variables);
  let best: Certainty | undefined;
  for (const { targets } of commands.flatMap((command) => signCommandOf(command) ?? [])) {
    for (const { text } of targets) {
      const certainty = matchAny(match, text.replaceAll('{}', hole).replaceAll('"', ''), inner);
      if (certainty === 'exact' || best === undefined) best = certainty ?? best;
    }
  }
  return best;
}
