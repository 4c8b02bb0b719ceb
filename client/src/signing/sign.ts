import { commands, l10n, window } from 'vscode';
import { clientCommands, type VerifyImageParams } from '../../../server/src/lsp/protocol.ts';
import {
  type Published,
  type SignImageParams,
  type SignImageResult,
  type SigningPlanParams,
  type SigningPlanResult,
  type SigningTarget,
  type SigningTargetResult,
  type SignWith,
  signImageRequest,
  signingPlanRequest,
  signingTargetRequest,
} from '../../../server/src/lsp/signing-protocol.ts';
import type { CommandContext } from '../commands/command.ts';
import { pickImage } from '../commands/pick-image.ts';
import { requestWithProgress } from '../commands/progress.ts';
import { askNotationKey, askNotationOptions } from './ask-notation.ts';
import { askOptions, type SigningOptions } from './ask-options.ts';
import { askPassword, type TypedPassword } from './ask-password.ts';
import { askSigner, type ChosenSigner, shortPath } from './ask-signer.ts';
import { confirmation } from './confirmation.ts';

export interface Signing {
  readonly title: string;
  /** The image, if the person has pointed at one. */
  readonly image: VerifyImageParams | undefined;
  /** Asks what is to be attested; `undefined` when that was given up. */
  readonly attestation?: () => Promise<NonNullable<SignImageParams['attestation']> | undefined>;
}

/**
 * Signs or attests an image, one step after the other: which digest, by whom, how, what becomes public, and only then the
 * deed. Each step can be given up.
 */
export async function sign(
  context: CommandContext,
  { title, image, attestation: ask }: Signing,
): Promise<void> {
  const { server, recentKeys } = context;
  const params = image ?? (await pickImage(server, title));
  if (params === undefined) return;
  const looking = l10n.t('Looking the image up');
  const found = await requestWithProgress<SigningTargetResult>(server, looking, signingTargetRequest, params);
  const target = unlessProblem(found);
  if (target === undefined) return;
  const attestation = await ask?.();
  if (ask && attestation === undefined) return;
  const choice = await askSigner(title, recentKeys.all(), attestation !== undefined);
  if (choice === undefined) return;
  const way =
    choice.type === 'notation'
      ? await byNotation(context, title, target)
      : await byCosign(context, title, target, choice, attestation !== undefined);
  if (way === undefined) return;
  const { message, detail, button } = confirmation({
    target,
    ...way,
    attestation: attestation !== undefined,
    recursive: way.options.recursive,
  });
  if ((await window.showInformationMessage(message, { modal: true, detail }, button)) !== button) return;

  await deed(context, title, target, way, {
    ...way.options,
    image: target.image,
    agreed: way.publication?.hosts ?? [],
    ...(target.uri !== undefined && { uri: target.uri }),
    ...(attestation && { attestation }),
  });
}

/** By whom and how an image is signed, once all of that is chosen. */
interface Way {
  /** In words. */
  readonly signer: string;
  readonly words?: readonly string[];
  readonly options: SigningOptions;
  readonly publication?: Published | undefined;
  readonly signWith: (password: string | undefined) => SignWith;
  /** A key with a password: `id` is what that is remembered by, `locked` that there always is one. */
  readonly key?: { readonly id: string; readonly name: string; readonly locked: boolean };
  /** What it is remembered by among the keys that were used. */
  readonly recent?: string;
}

async function byCosign(
  context: CommandContext,
  title: string,
  target: SigningTarget,
  signer: Exclude<ChosenSigner, { readonly type: 'notation' }>,
  attestation: boolean,
): Promise<Way | undefined> {
  const keyless = signer.type === 'keyless';
  const options = await askOptions(title, { isIndex: target.isIndex, keyless, attestation });
  if (options === undefined) return undefined;
  const planned = await planOf(context, {
    signer: keyless ? 'keyless' : 'key',
    upload: options.upload,
    attestation,
  });
  if (planned === undefined) return undefined;
  const { publication, issuer } = planned;
  return {
    ...{ options, publication },
    signer: signerWords(signer, issuer),
    signWith: (password = '') => (signer.type === 'key' ? { ...signer, password } : { ...signer }),
    ...(signer.type === 'key' && { key: { id: signer.key, name: shortPath(signer.key), locked: true } }),
    ...(!keyless && { recent: signer.key }),
  };
}

async function byNotation(
  { server }: CommandContext,
  title: string,
  target: SigningTarget,
): Promise<Way | undefined> {
  const signer = await askNotationKey(title, server);
  if (signer === undefined) return undefined;
  const asked = await askNotationOptions(title, target.isIndex);
  if (asked === undefined) return undefined;
  const { notation, words, annotations, recursive } = asked;
  const { type, key, name } = signer;
  return {
    ...{ signer: name, words },
    options: { format: 'bundle', upload: false, annotations, recursive },
    signWith: (password) => ({ type, key, ...notation, ...(password !== undefined && { password }) }),
    key: { id: typeof key === 'string' ? `notation:${key}` : key.key, name, locked: false },
  };
}

/** What would leave for anywhere but the registry: with a key and no log there is nothing to ask. */
async function planOf({ server }: CommandContext, params: SigningPlanParams) {
  if (params.signer === 'key' && !params.upload) return {};
  const title = l10n.t('Asking which services sign');
  return unlessProblem(
    await requestWithProgress<SigningPlanResult>(server, title, signingPlanRequest, params),
  );
}

type Deed = Omit<SignImageParams, 'signer'>;

/** Signs; with a key that has a password until that is right, or the person gives up. */
async function deed(
  context: CommandContext,
  title: string,
  target: SigningTarget,
  { key, recent, signWith }: Way,
  params: Deed,
): Promise<void> {
  const { passwords, recentKeys } = context;
  const known = key && (await passwords.get(key.id));
  let typed: TypedPassword | undefined =
    known === undefined ? undefined : { password: known, remember: false };
  let problem: string | undefined;
  let asks = key?.locked === true;
  for (;;) {
    if (key && asks) typed ??= await askPassword(title, key.name, problem);
    if (asks && typed === undefined) return;
    const result = await request(context, target, { ...params, signer: signWith(typed?.password) });
    if (key && 'problem' in result && result.wrong) {
      await passwords.forget(key.id);
      // That there is a password is no reproach.
      problem = typed && result.problem;
      typed = undefined;
      asks = true;
      continue;
    }
    if ('signed' in result) {
      if (recent !== undefined) await recentKeys.used(recent);
      if (key && typed?.remember && result.fingerprint !== undefined) {
        await passwords.remember(key.id, result.fingerprint, typed.password);
      }
    }
    await report(target, result);
    return;
  }
}

/** Cancelled it answers all the same, since a signature may be half on its way: that is then the problem. */
async function request(
  { server }: CommandContext,
  { name }: SigningTarget,
  params: Omit<SignImageParams, 'signer'> & { readonly signer: SignWith },
): Promise<SignImageResult> {
  const doing = params.attestation ? l10n.t('Attesting {0}', name) : l10n.t('Signing {0}', name);
  const result = await requestWithProgress<SignImageResult | null>(server, doing, signImageRequest, params, {
    answersWhenCancelled: true,
  });
  return result ?? { problem: l10n.t('Signing failed; the output says why.') };
}

async function report({ image, name, uri }: SigningTarget, result: SignImageResult): Promise<void> {
  if ('problem' in result) {
    void window.showErrorMessage(l10n.t('{0}: {1}', name, result.problem));
    return;
  }
  const { signed, signer } = result;
  const done =
    signed > 1
      ? l10n.t('{0} and {1} manifests that it lists: {2}', name, signed - 1, signer)
      : l10n.t('{0}: {1}', name, signer);
  const show = l10n.t('Show Report');
  const verified = l10n.t('It was read back from the registry and verified.');
  const choice = await window.showInformationMessage(`${done} ${verified}`, show);
  if (choice !== show) return;
  const params: VerifyImageParams = { image, ...(uri !== undefined && { uri }) };
  await commands.executeCommand(clientCommands.verifyImage, params);
}

function signerWords(
  signer: Exclude<ChosenSigner, { readonly type: 'notation' }>,
  issuer: string | undefined,
): string {
  switch (signer.type) {
    case 'key':
      return shortPath(signer.key);
    case 'cosign':
      return l10n.t('{0}, through cosign', signer.key);
    case 'keyless':
      return issuer === undefined
        ? l10n.t('the identity token of SIGSTORE_ID_TOKEN')
        : l10n.t('whoever signs in at {0}, next in the browser', issuer);
  }
}

/** Says the problem, if there is one. */
function unlessProblem<T extends object>(result: T | { readonly problem: string } | null | undefined) {
  if (result === null || result === undefined) return undefined;
  if (!('problem' in result)) return result;
  void window.showErrorMessage(result.problem);
  return undefined;
}
