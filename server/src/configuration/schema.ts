import * as l10n from '@vscode/l10n';
import type { ImageOverride, PartialConfiguration, RegistrySettings } from './configuration.ts';
import { githubIssuer, gitlabIssuer, impliesIssuer } from './implied-issuer.ts';
import { defaultSeverities, ruleIds, severities } from './rule-ids.ts';
import type { BooleanShape, ListShape, MapShape, Member, Shape, TextShape } from './shape.ts';
import {
  anyText,
  fieldPath,
  filePath,
  gitRef,
  ignorePattern,
  imageGlob,
  mirrorLocation,
  publicKeyPem,
  registryGlob,
  repositoryUrl,
  resourceKind,
  signatureRepository,
  type TextFormat,
  word,
  workflowPath,
} from './text-formats.ts';
import type { TrustedIdentity, TrustedKey, TrustRule } from './trust-settings.ts';

/** A map that has a member for every property of `T`. */
function map<T>(
  keys: Record<Exclude<keyof T & string, 'damaged' | 'folder' | 'source'>, Member>,
  rest: Partial<Omit<MapShape, 'type' | 'keys'>> = {},
): MapShape {
  return { type: 'map', keys, ...rest };
}

function member(shape: Shape, describe: () => string): Member {
  return { shape, describe };
}

const boolean: BooleanShape = { type: 'boolean' };
const text = (format: TextFormat): TextShape => ({ type: 'text', format });
const list = (item: Shape): ListShape => ({ type: 'list', item });

const rules: MapShape = {
  type: 'map',
  rules: true,
  keys: Object.fromEntries(
    ruleIds.map((id) => [
      id,
      member({ type: 'choice', values: severities }, () =>
        l10n.t('How loud the rule "{0}" is; {1} unless set.', id, defaultSeverities[id]),
      ),
    ]),
  ),
};

const imageOverride = map<ImageOverride>(
  {
    match: member(text(imageGlob), () =>
      l10n.t(
        'Images meant: a glob over names such as docker.io/library/nginx, without tag and digest. * and ? stop at /, ** does not.',
      ),
    ),
    rules: member(rules, () =>
      l10n.t('Severities for these images. The most specific entry that names a rule decides.'),
    ),
  },
  { required: ['match', 'rules'] },
);

const registry = map<RegistrySettings>(
  {
    match: member(text(registryGlob), () =>
      l10n.t(
        'Registries meant: a glob over the host (registry.example.com) or host and repository (ghcr.io/acme/**).',
      ),
    ),
    insecure: member(boolean, () => l10n.t('Ask over plain http; false unless set, and true for localhost.')),
    mirror: member(text(mirrorLocation), () =>
      l10n.t('Where to ask instead: host or host/path. Digests stay those of the image.'),
    ),
    signatures: member(text(signatureRepository), () =>
      l10n.t('Repository that keeps the signatures of these images: host/repository, as COSIGN_REPOSITORY.'),
    ),
  },
  { required: ['match'], damage: 'marked' },
);

const trustedKey = map<TrustedKey>(
  {
    file: member({ type: 'text', format: filePath, refersTo: 'file' }, () =>
      l10n.t('File with a public key in PEM, relative to this file.'),
    ),
    pem: member(text(publicKeyPem), () => l10n.t('The public key itself, in PEM.')),
  },
  { oneOf: [{ keys: ['file', 'pem'] }] },
);

const issuers = [githubIssuer, gitlabIssuer, 'https://accounts.google.com', 'https://github.com/login/oauth'];

const trustedIdentity = map<TrustedIdentity>(
  {
    issuer: member({ ...text(word), examples: issuers }, () =>
      l10n.t('Issuer of the certificate, exactly, such as https://accounts.google.com.'),
    ),
    issuerRegExp: member(text(anyText), () =>
      l10n.t('Regular expression (RE2) for the issuer of the certificate; anchor it with ^ and $.'),
    ),
    subject: member(text(word), () =>
      l10n.t('Subject of the certificate, exactly: an address or a workflow.'),
    ),
    subjectRegExp: member(text(anyText), () =>
      l10n.t('Regular expression (RE2) for the subject of the certificate; anchor it with ^ and $.'),
    ),
    repository: member(text(repositoryUrl), () =>
      l10n.t(
        'Repository whose CI jobs are trusted, such as https://github.com/acme/app. github.com and gitlab.com imply the issuer.',
      ),
    ),
    ref: member({ ...text(gitRef), examples: ['refs/heads/main', 'refs/tags/*'] }, () =>
      l10n.t('Branch or tag of the repository: refs/heads/main, refs/tags/v*; * stops at /. Any unless set.'),
    ),
    workflow: member(text(workflowPath), () =>
      l10n.t('Workflow file in the repository, such as .github/workflows/release.yml. Any unless set.'),
    ),
  },
  {
    oneOf: [
      { keys: ['subject', 'subjectRegExp', 'repository'] },
      { keys: ['issuer', 'issuerRegExp'], impliedBy: { key: 'repository', pattern: impliesIssuer } },
    ],
    beside: { ref: 'repository', workflow: 'repository' },
  },
);

const notation = map<NonNullable<TrustRule['notation']>>(
  {
    policy: member({ type: 'text', format: filePath, refersTo: 'file' }, () =>
      l10n.t('Trust policy of the Notary Project, relative to this file.'),
    ),
    store: member({ type: 'text', format: filePath, refersTo: 'folder' }, () =>
      l10n.t('Trust store of the Notary Project: the folder that holds x509, relative to this file.'),
    ),
  },
  { anyOf: ['policy', 'store'] },
);

const trustRule = map<TrustRule>(
  {
    images: member(text(imageGlob), () =>
      l10n.t(
        'Images the rule is for: a glob as in "match". Only the most specific rule applies; of equals the first.',
      ),
    ),
    keys: member({ type: 'list', item: trustedKey, nonEmpty: true }, () =>
      l10n.t('Public keys whose signatures are trusted.'),
    ),
    identities: member({ type: 'list', item: trustedIdentity, nonEmpty: true }, () =>
      l10n.t('Certificate identities whose signatures are trusted.'),
    ),
    annotations: member({ type: 'dictionary', key: anyText, value: text(anyText) }, () =>
      l10n.t('Annotations that a signature must carry.'),
    ),
    accept: member({ type: 'choice', values: ['any', 'signature', 'provenance'] }, () =>
      l10n.t('What counts as signed: any (signature or provenance, the default), signature, provenance.'),
    ),
    requireLog: member(boolean, () =>
      l10n.t('Demand an entry in the transparency log; true for identities and false for keys unless set.'),
    ),
    trustedRoot: member({ type: 'text', format: filePath, refersTo: 'file' }, () =>
      l10n.t('Trusted root of a Sigstore instance, relative to this file; the public instance unless set.'),
    ),
    notation: member(notation, () => l10n.t('Where the trust configuration of the Notary Project is.')),
  },
  { required: ['images'], anyOf: ['keys', 'identities', 'notation', 'trustedRoot'], damage: 'kept' },
);

const configuration = map<PartialConfiguration>({
  rules: member(rules, () => l10n.t('How loud each rule is: error, warning, information, hint or off.')),
  ignore: member(list(text(ignorePattern)), () =>
    l10n.t('Files to leave alone: patterns in gitignore syntax, relative to the folder of this file.'),
  ),
  images: member(list(imageOverride), () => l10n.t('Severities for some images only.')),
  imagePaths: member({ type: 'dictionary', key: resourceKind, value: list(text(fieldPath)) }, () =>
    l10n.t('Where images stand in other kinds: group/version/Kind, then paths such as spec.steps[].image.'),
  ),
  registries: member(list(registry), () =>
    l10n.t('How some registries are reached, and where signatures are kept.'),
  ),
  trust: member(list(trustRule), () => l10n.t('Whom to trust, image by image.')),
});

export const topLevelKeys: readonly string[] = Object.keys(configuration.keys);

/** The whole of `.imageseal.yaml`, and of the `imageseal.*` settings that have the same names. */
export const configurationSchema: Member = member(configuration, () =>
  l10n.t('What ImageSeal checks below this folder, and how.'),
);
