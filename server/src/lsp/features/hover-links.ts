import * as l10n from '@vscode/l10n';
import type { AnalyzedImage, Finding } from '../../analysis/finding.ts';
import { trustSignerFix } from '../../analysis/fixes/trust-signer.ts';
import type { RuleId } from '../../configuration/rule-ids.ts';
import { commandTarget, type Link, linkTarget } from '../markup.ts';
import {
  clientCommands,
  type TextPosition,
  type TrustSignerParams,
  type VerifyImageParams,
} from '../protocol.ts';
import { trustedBy } from '../trust-choices.ts';

export interface LinkFacts {
  readonly uri: string;
  /** Where the image begins. */
  readonly position: TextPosition;
  /** All findings about the image. */
  readonly findings: readonly Finding[];
  /** The client has our commands. */
  readonly commands: boolean;
  /** A trust rule written to `.imageseal.yaml` would count. */
  readonly canTrust: boolean;
  readonly pageOf: (rule: RuleId) => string | undefined;
}

/** What can be done about an image, from its hover. */
export function hoverLinks(image: AnalyzedImage, facts: LinkFacts): Link[] {
  const { commands, findings, pageOf } = facts;
  const links = commands ? commandLinks(image, facts) : [];
  for (const rule of new Set(findings.map((finding) => finding.rule))) {
    const page = pageOf(rule);
    const title = l10n.t('About "{0}"', rule);
    if (commands) links.push({ title, target: commandTarget(clientCommands.openRule, rule) });
    else if (page !== undefined) links.push({ title, target: linkTarget(page) });
  }
  const { tag, image: found } = image.evidence;
  if (commands && (tag?.state === 'fault' || found?.state === 'fault'))
    links.push({ title: l10n.t('Show the log'), target: commandTarget(clientCommands.showOutput) });
  return links;
}

function commandLinks(image: AnalyzedImage, facts: LinkFacts): Link[] {
  const { field, reference, evidence } = image;
  if (reference.kind !== 'reference') return [];
  const { uri, position, findings, canTrust } = facts;
  const links: Link[] = [];
  const trust = canTrust ? trustSignerFix(image) : undefined;
  const signer = trust && trustedBy(trust);
  if (signer) {
    const params: TrustSignerParams = { uri, position, signer };
    links.push({
      title: trust.trustRoot ? l10n.t('Trust this signer…') : l10n.t('Trust this signer'),
      target: commandTarget(clientCommands.trustSigner, params),
    });
  }
  if (evidence.blocked) return links;
  if (field.pin && findings.some(({ rule }) => rule === 'unpinned' || rule === 'latest-tag'))
    links.push({
      title: l10n.t('Pin the images of this file'),
      target: commandTarget(clientCommands.pinFile, uri),
    });
  const params: VerifyImageParams = { uri, position };
  links.push({ title: l10n.t('Full report'), target: commandTarget(clientCommands.verifyImage, params) });
  return links;
}
