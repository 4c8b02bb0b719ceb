import * as l10n from '@vscode/l10n';

/** A kind of text that a setting takes. */
export interface TextFormat {
  /** Regular expression (with the `u` flag) that exactly the good values match; the JSON schema carries it. */
  readonly pattern: string;
  readonly maxLength: number;
  /** One sentence that says what is wrong with a value that does not match. */
  readonly explain: (value: string) => string;
}

const compiled = new Map<string, RegExp>();

/** Whether `value` is good. */
export function fits(format: TextFormat, value: string): boolean {
  if (value.length > format.maxLength) return false;
  let expression = compiled.get(format.pattern);
  if (!expression) {
    expression = new RegExp(format.pattern, 'u');
    compiled.set(format.pattern, expression);
  }
  return expression.test(value);
}

/** Says what is wrong with a value that does not fit. */
export function explain(format: TextFormat, value: string): string {
  if (value.trim() === '') return l10n.t('This text is empty; write a value or remove the line.');
  if (value.length > format.maxLength) {
    return l10n.t('This text is longer than {0} characters.', format.maxLength);
  }
  return format.explain(value);
}

// A registry host always has a dot, a port or a capital letter, or is `localhost`: that is how a reference tells it
// from the first part of a Docker Hub repository (distribution/reference).
const globHost = String.raw`(?:\[[0-9A-Fa-f:]+\]|[A-Za-z0-9._*?-]+)(?::[0-9*?]+)?`;
const globPath = '(?:/[a-z0-9._*?-]+)*';
const host = String.raw`(?:\[[0-9A-Fa-f:]+\]|[A-Za-z0-9][A-Za-z0-9.-]*)(?::[0-9]{1,5})?`;
const component = String.raw`[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*`;

/** A glob that can match at least some image's canonical name. */
export const imageGlob: TextFormat = {
  pattern:
    String.raw`^(?=[^/]*[.:*?A-Z]|localhost/)(?=.*/|.*\*\*)(?!(?:index\.)?docker\.io/(?![^/]*\*\*)[^/]*$)` +
    `${globHost}${globPath}$`,
  maxLength: 512,
  explain: (value) => {
    const common = wrongInGlob(value);
    if (common !== undefined) return common;
    const short = /^(?:(?:index\.)?docker\.io\/)?([a-z0-9._-]+)$/.exec(value)?.[1];
    if (value.startsWith('docker.io/') || value.startsWith('index.docker.io/')) {
      return short === undefined
        ? l10n.t('"{0}" matches no image: Docker Hub names have two parts, write docker.io/**.', value)
        : l10n.t('"{0}" matches no image: its full name is docker.io/library/{1}.', value, short);
    }
    if (!value.includes('/')) {
      return short !== undefined && !/\.|^localhost$/.test(short)
        ? l10n.t('"{0}" matches no image: its full name is docker.io/library/{1}.', value, short)
        : l10n.t('"{0}" matches no image: names have a registry and a repository, write {0}/**.', value);
    }
    return unknownHost(value);
  },
};

/** A glob over a registry host, or a host and its repositories. */
export const registryGlob: TextFormat = {
  pattern: `^(?=[^/]*[.:*?A-Z]|localhost(?:/|$))${globHost}${globPath}$`,
  maxLength: 512,
  explain: (value) => wrongInGlob(value) ?? unknownHost(value),
};

function unknownHost(value: string): string {
  const first = value.split('/')[0] ?? value;
  return l10n.t('"{0}" matches nothing: "{1}" is no registry host; Docker Hub is docker.io.', value, first);
}

function wrongInGlob(value: string): string | undefined {
  if (/\s/.test(value)) return l10n.t('A glob holds no blanks.');
  if (value.includes('://'))
    return l10n.t('Leave "{0}" out: names have no scheme.', `${value.split('://')[0]}://`);
  if (value.includes('@'))
    return l10n.t('Leave the digest out: globs are held against names without tag and digest.');
  if (/:[^/]*$/.test(value) && !/^[^/]*:[0-9*?]+$/.test(value)) {
    return l10n.t('Leave the tag out: globs are held against names without tag and digest.');
  }
  const odd =
    /[^A-Za-z0-9._*?:/[\]-]/u.exec(value)?.[0] ??
    (/^[^[]/.test(value) ? /[[\]]/.exec(value)?.[0] : undefined);
  if (odd !== undefined) return l10n.t('"{0}" means nothing in a glob; only *, ** and ? are special.', odd);
  if (/^\/|\/\/|\/$/.test(value))
    return l10n.t('A glob neither starts nor ends with a slash, nor holds two in a row.');
  if (/\/.*[A-Z]/.test(value))
    return l10n.t('"{0}" matches nothing: repository names are lower case.', value);
  return undefined;
}

/** `host[/path]`. */
export const mirrorLocation: TextFormat = {
  pattern: `^${host}(?:/${component})*$`,
  maxLength: 512,
  explain: (value) =>
    value.includes('://')
      ? l10n.t('Leave "{0}" out; plain http is asked for with "insecure".', `${value.split('://')[0]}://`)
      : l10n.t('"{0}" is no mirror: write host or host/path, such as mirror.example.com/hub.', value),
};

/** `host/repository`. */
export const signatureRepository: TextFormat = {
  pattern: `^(?=[^/]*[.:]|localhost/)${host}(?:/${component})+$`,
  maxLength: 512,
  explain: (value) =>
    value.includes('://')
      ? l10n.t('Leave "{0}" out; plain http is asked for with "insecure".', `${value.split('://')[0]}://`)
      : l10n.t(
          '"{0}" is no repository: write host/repository, such as registry.example.com/signatures.',
          value,
        ),
};

const kindPart = String.raw`(?=[^/])[A-Za-z0-9.-]*\*?[A-Za-z0-9.-]*`;

/** `group/version/Kind`, or `version/Kind` for the core group; each part with one `*` at most. */
export const resourceKind: TextFormat = {
  pattern: `^(?:${kindPart}/${kindPart}|v[0-9][a-z0-9]*)/${kindPart}$`,
  maxLength: 512,
  explain: (value) =>
    l10n.t(
      '"{0}" is no kind: write group/version/Kind, such as example.com/v1/Widget or example.com/*/Widget.',
      value,
    ),
};

const fieldName = String.raw`[^.\[\]*"'\s@$/]+`;

/** `spec.runtime.image`, `spec.steps[].image`, `spec.*.image`, `spec["example.com/image"]`. */
export const fieldPath: TextFormat = {
  pattern:
    String.raw`^(?=.*[A-Za-z])(?:${fieldName}|\*)` +
    String.raw`(?:\.(?:${fieldName}|\*)|\[\]|\["[^"\]]+"\]|\['[^'\]]+'\])*$`,
  maxLength: 512,
  explain: (value) => {
    if (/\[[0-9*]+\]/.test(value))
      return l10n.t('Write [] for every item of a list: "{0}".', value.replace(/\[[0-9*]+\]/g, '[]'));
    if (/^[$./]/.test(value)) return l10n.t('A path starts with a field name, such as spec.runtime.image.');
    return l10n.t(
      '"{0}" is no path: write field names with dots between, [] after a list, such as spec.steps[].image.',
      value,
    );
  },
};

/** One line of a `.gitignore`. More than three `**` are refused: matching them would cost too much. */
export const ignorePattern: TextFormat = {
  pattern:
    String.raw`^(?!#)(?!!?\.{1,2}(?:/|$))(?!(?:[^*]*\*\*){4})(?!(?:[^\\]|\\[^A-Za-z0-9])*\\(?:[A-Za-z0-9]|$))` +
    String.raw`(?![^\[]*\[[^\]]*$)!?[^!\s\u0000].*$`,
  maxLength: 512,
  explain: (value) => {
    if (value.startsWith('#'))
      return l10n.t('This is a comment in gitignore syntax; write \\# for a name that starts with #.');
    if (/^!?\.{1,2}(\/|$)/.test(value))
      return l10n.t(
        '"{0}" matches nothing: patterns start at the folder of this file, without ./ or ../.',
        value,
      );
    if (/\\(?:[A-Za-z0-9]|$)/.test(value))
      return l10n.t('Write / between folders; \\ only takes the meaning from the character after it.');
    if (/\[[^\]]*$/.test(value)) return l10n.t('"[" is never closed; write \\[ for the character itself.');
    if (/(?:[^*]*\*\*){4}/.test(value)) return l10n.t('A pattern may hold ** three times at most; split it.');
    return l10n.t('"{0}" is no gitignore pattern.', value);
  },
};

/** A public key in PEM. */
export const publicKeyPem: TextFormat = {
  pattern: String.raw`^\s*-----BEGIN (?:RSA )?PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END (?:RSA )?PUBLIC KEY-----\s*$`,
  maxLength: 64 * 1024,
  explain: (value) =>
    value.includes('PRIVATE KEY')
      ? l10n.t('This is a private key: remove it, replace it where it is used, and put the public key here.')
      : l10n.t('This is no public key in PEM (-----BEGIN PUBLIC KEY----- … -----END PUBLIC KEY-----).'),
};

/** A file or folder, relative to the configuration file. */
export const filePath: TextFormat = {
  pattern: String.raw`^[^\s\u0000-\u001f](?:[^\u0000-\u001f]*[^\s\u0000-\u001f])?$`,
  maxLength: 4096,
  explain: () => l10n.t('This is no file name: it has blanks around it or holds a control character.'),
};

/** An issuer, a subject: one word. */
export const word: TextFormat = {
  pattern: String.raw`^\S+$`,
  maxLength: 4096,
  explain: () => l10n.t('This text must not hold blanks.'),
};

/** `https://github.com/acme/app`, as certificates spell it: no blanks, no `.git`, no slash at the end. */
export const repositoryUrl: TextFormat = {
  pattern:
    String.raw`^https://(?!github\.com/[^/]+/[^/]+/)[a-z0-9][a-z0-9.-]*(?::[0-9]{1,5})?` +
    String.raw`(?:/[^\s/?#@*%\\]+){2,}$(?<!\.git)`,
  maxLength: 512,
  explain: (value) => {
    const short = /^(?:(?:https?:\/\/)?github\.com\/)?([\w.-]+\/[\w.-]+?)(?:\.git|\/)?$/i.exec(value)?.[1];
    if (short !== undefined) return l10n.t('Write the whole address: https://github.com/{0}.', short);
    if (value.includes('*'))
      return l10n.t('A repository is named whole; for several of them write "subjectRegExp" instead.');
    return l10n.t(
      '"{0}" is no address of a repository: write it as its certificates do, such as https://github.com/acme/app, with nothing after it.',
      value,
    );
  },
};

/** `refs/heads/main`, `refs/tags/v*`. */
export const gitRef: TextFormat = {
  pattern: String.raw`^refs(?:/(?!\*\*)(?:[^\s/*?:^~\\[\]]|\*(?!\*))+)+$`,
  maxLength: 512,
  explain: (value) => {
    if (value.includes('**'))
      return l10n.t('In a ref only * is special, and it stops at /: write refs/heads/* or refs/tags/v*.');
    if (/^[\w.-]+$/.test(value))
      return l10n.t('Write the whole ref: refs/heads/{0} is a branch, refs/tags/{0} a tag.', value);
    return l10n.t('"{0}" is no ref: write it whole, such as refs/heads/main or refs/tags/v*.', value);
  },
};

/** `.github/workflows/release.yml`: a path inside of the repository, exactly. */
export const workflowPath: TextFormat = {
  pattern: String.raw`^(?!\.{0,2}/)(?!https?:)[^\s@*\u0000-\u001f](?:[^@*\u0000-\u001f]*[^\s@*\u0000-\u001f])?$`,
  maxLength: 512,
  explain: (value) =>
    value.includes('@')
      ? l10n.t('Leave the ref out, from @ on; it goes into "ref".')
      : l10n.t(
          '"{0}" is no path of one workflow in the repository: write it such as .github/workflows/release.yml.',
          value,
        ),
};

/** Anything but nothing. */
export const anyText: TextFormat = {
  pattern: String.raw`\S`,
  maxLength: 4096,
  explain: () => l10n.t('This text is empty; write a value or remove the line.'),
};
