import * as l10n from '@vscode/l10n';
import type { Fault } from './fault.ts';

/** One sentence that says why a registry could not be read, or written to, and what to do next. */
export function describeFault(fault: Fault): string {
  const { host, detail } = fault;
  const name = fault.repository === undefined ? host : `${host}/${fault.repository}`;
  switch (fault.code) {
    case 'dns':
      return l10n.t('{0} has no address: check the spelling of the registry and the network or VPN.', host);
    case 'refused':
      return l10n.t('{0} refuses connections: check the port and that the registry is running.', host);
    case 'reset':
      return l10n.t('{0} broke off the connection: try again, and check the proxy if it stays so.', host);
    case 'tls':
      return l10n.t(
        '{0} has no certificate this machine trusts ({1}): add its CA to the trusted ones, or list the registry as insecure if it speaks plain http.',
        host,
        detail ?? 'TLS',
      );
    case 'timeout':
      return l10n.t('{0} did not answer in time: check the network, VPN and proxy, then try again.', host);
    case 'truncated':
      return l10n.t('{0} sent half an answer: try again, and check the proxy if it stays so.', host);
    case 'too-large':
      if (fault.writing) return tooLargeToPush(name, detail);
      return l10n.t('{0} sent more than a manifest or signature may hold: tell its operator.', name);
    case 'blocked-address':
      return l10n.t(
        '{0} is not asked, it is no address of a registry{1}: correct the image.',
        host,
        suffix(detail),
      );
    case 'not-asked':
      return l10n.t(
        '{0} is not asked, such addresses never are{1}: ask the issuer of the certificate for a public one.',
        host,
        suffix(detail),
      );
    case 'unauthorized':
      return fault.writing ? mayNotWrite(fault, name) : unauthorized(fault, name);
    case 'forbidden':
      if (fault.writing) return mayNotWrite(fault, name);
      return l10n.t(
        '{0} does not let you read {1}: ask its owner for access, or run docker login {0} as somebody who has it.',
        host,
        name,
      );
    case 'rate-limited':
      return rateLimited(fault);
    case 'server-error':
      return l10n.t('{0} has trouble of its own{1}: try again later.', host, suffix(detail));
    case 'digest-mismatch':
      return l10n.t(
        '{0} sent other content than its digest promises: do not use it, and tell the operator of the registry or mirror.',
        name,
      );
    case 'content-type':
      return l10n.t(
        '{0} answered with something else than a manifest{1}: check that it is a registry and that no login page is in between.',
        host,
        suffix(detail),
      );
    case 'malformed':
      return l10n.t(
        '{0} gave an answer that makes no sense{1}: check that it is a registry, and tell its operator.',
        host,
        suffix(detail),
      );
    case 'redirect':
      return l10n.t(
        '{0} redirects to a place that is not asked{1}: tell the operator of the registry.',
        host,
        suffix(detail),
      );
    case 'token-realm':
      return l10n.t(
        '{0} wants a login at a place that is not asked{1}: tell the operator of the registry.',
        host,
        suffix(detail),
      );
    case 'offline':
      if (fault.writing) {
        return l10n.t(
          'Nothing is pushed while ImageSeal is offline: switch imageseal.offline off to write to {0}.',
          name,
        );
      }
      return l10n.t(
        'Nothing is looked up while ImageSeal is offline: switch imageseal.offline off to ask {0}.',
        host,
      );
    case 'restricted':
      if (fault.writing) {
        return l10n.t('Nothing is pushed in Restricted Mode: trust this workspace to write to {0}.', name);
      }
      return l10n.t('Nothing is looked up in Restricted Mode: trust this workspace to ask {0}.', host);
    case 'configuration':
      return l10n.t(
        'An entry for {0} under "registries" in .imageseal.yaml is damaged, so signatures may be kept elsewhere. Mend that entry.',
        host,
      );
    case 'aborted':
      if (fault.writing) return l10n.t('The push to {0} was cancelled: run it again.', name);
      return l10n.t('The look-up at {0} was cancelled: run it again.', host);
    case 'network':
      return l10n.t('{0} could not be reached{1}: check the network, VPN and proxy.', host, suffix(detail));
    case 'read-only':
      return l10n.t(
        '{0} takes no pushes, or none of this kind{1}: use the other signature format, or keep the image in a registry that can be written to.',
        host,
        suffix(detail),
      );
    case 'quota':
      return l10n.t(
        '{0} has no room for what was pushed{1}: remove what is not needed from {2} or have its quota raised, then try again.',
        host,
        suffix(detail),
        name,
      );
    case 'rejected':
    case 'blob-unknown':
      return l10n.t(
        '{0} does not accept what was pushed{1}: check that the repository exists, that its tags are not immutable, and that the registry keeps signatures.',
        name,
        suffix(detail),
      );
    case 'occupied':
      return l10n.t(
        '{0} keeps something else where the signature belongs{1}, and it was left as it is: use the other signature format, or remove that tag.',
        name,
        suffix(detail),
      );
    case 'conflict':
      return l10n.t(
        'Others write signatures to {0} at the same time, and this one was lost each time: try again in a minute.',
        name,
      );
  }
}

function unauthorized(fault: Fault, name: string): string {
  const { host } = fault;
  // Docker Hub, GHCR and others answer the same for what is private and for what is not there.
  return fault.anonymous
    ? l10n.t(
        '{0} shows {1} to nobody without a login, or it does not exist: check the name, or run docker login {0} and try again.',
        host,
        name,
      )
    : l10n.t(
        '{0} refused the credentials for {1}, or it does not exist: check the name, or run docker login {0} and try again.',
        host,
        name,
      );
}

function mayNotWrite(fault: Fault, name: string): string {
  const { host, detail } = fault;
  return fault.anonymous
    ? l10n.t('{0} lets nobody write to {1} without a login: run docker login {0} and try again.', host, name)
    : l10n.t(
        '{0} does not let you write to {1}{2}: ask its owner for access, or run docker login {0} as somebody who has it.',
        host,
        name,
        suffix(detail),
      );
}

function tooLargeToPush(name: string, detail: string | undefined): string {
  return l10n.t(
    'What was to be pushed to {0} is larger than a manifest or signature may be{1}: make it smaller.',
    name,
    suffix(detail),
  );
}

function rateLimited(fault: Fault): string {
  if (fault.retryAt === undefined) {
    return l10n.t(
      '{0} gets too many requests: wait a while, or run docker login {0} for a higher limit.',
      fault.host,
    );
  }
  const time = new Date(fault.retryAt).toLocaleTimeString();
  return l10n.t(
    '{0} gets too many requests and asks to wait until {1}; docker login {0} may give a higher limit.',
    fault.host,
    time,
  );
}

/** What the other side said, in parentheses. */
function suffix(detail: string | undefined): string {
  return detail ? ` (${detail})` : '';
}
