/** A public key that nothing uses. */
export const publicKey = [
  '-----BEGIN PUBLIC KEY-----',
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqZ8u1aVyDW0Hnmu1vn9kW4xO2XKq',
  '-----END PUBLIC KEY-----',
].join('\n');

export const validExamples: Readonly<Record<string, string>> = {
  'nothing at all': '',
  'only comments': '# later\n',
  'every key': `
rules: { unpinned: warning, unsigned: off }
ignore: ["docs/**", "**/testdata/**", "!keep.yaml", "\\\\#odd", "[ab].yaml"]
images:
  - match: "localhost/**"
    rules: { unsigned: off }
imagePaths: { "example.com/*/Widget": ["spec.runtime.image"], "v1/Thing": ["spec.steps[].image", "spec.*.image"] }
registries:
  - match: "registry.corp.example"
    insecure: true
    mirror: "mirror.corp.example/hub"
    signatures: "registry.corp.example/signatures"
trust:
  - images: "ghcr.io/acme/**"
    keys: [{ file: cosign.pub }, { pem: ${JSON.stringify(publicKey)} }]
    identities:
      - issuer: https://token.actions.githubusercontent.com
        subject: https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main
      - issuerRegExp: ^https://gitlab\\.example$
        subjectRegExp: ^https://gitlab\\.example/acme/.*$
      - repository: https://github.com/acme/app
        ref: refs/heads/*
        workflow: .github/workflows/release.yml
      - repository: https://gitlab.com/acme/team/app
        issuerRegExp: ^https://gitlab\\.com$
      - repository: https://git.example:8443/acme/app
        issuer: https://git.example
    annotations: { env: prod }
    accept: any
    requireLog: true
    trustedRoot: sigstore/trusted_root.json
    notation: { policy: trustpolicy.json, store: truststore }
`,
  anchors: `
images:
  - match: "localhost:5000/**"
    rules: &quiet { unsigned: off }
  - match: "**.local/**"
    rules: *quiet
`,
  'IPv6 and ports':
    'registries: [{ match: "[::1]:5000", insecure: true }, { match: "localhost:*", mirror: "[::1]:5000/hub" }]',
  JSON: '{"rules": {"unsigned": "off"}}',
};

/** Each holds exactly one problem, where «…» is; the message follows. */
export const invalidExamples: readonly (readonly [yaml: string, message: string])[] = [
  ['«rulse»:\n  unsigned: off', 'There is no key "rulse" here; did you mean "rules"?'],
  [
    '«colour»: red',
    'There is no key "colour" here; the keys are rules, ignore, images, imagePaths, registries, trust.',
  ],
  ['rules:\n  «unsinged»: off', 'There is no rule "unsinged"; did you mean "unsigned"?'],
  ['rules: { «pinned»: off }', 'There is no rule "pinned"; did you mean "unpinned"?'],
  [
    'rules: { «x»: off }',
    'There is no rule "x"; the rules are unpinned, latest-tag, tag-moved, image-not-found, invalid-reference, unsigned, untrusted-signer, invalid-signature, unverified-signature, unused-suppression.',
  ],
  [
    'rules: { unsigned: «warn» }',
    '"unsigned" must be one of error, warning, information, hint, off; did you mean "warning"?',
  ],
  [
    'rules: { unsigned: «Off» }',
    '"unsigned" must be one of error, warning, information, hint, off; did you mean "off"?',
  ],
  [
    'rules: { unsigned: «false» }',
    '"unsigned" must be one of error, warning, information, hint, off; write off, not false, to switch it off.',
  ],
  [
    'rules: { unsigned: «loud» }',
    '"unsigned" must be one of error, warning, information, hint, off, not "loud".',
  ],
  ['rules: { unsigned: «[off]» }', '"unsigned" must be one of error, warning, information, hint, off.'],
  ['rules:\n  «unsigned»:\n  unpinned: off', '"unsigned" is empty; give it a value or remove it.'],
  ['rules: «off»', '"rules" must hold keys and values.'],
  ['«- rules: off»', 'This must hold keys and values.'],
  ['ignore: «docs/**»', '"ignore" must be a list.'],
  ['«ignore»:\nrules: {}', '"ignore" is empty; give it a value or remove it.'],
  ['ignore: [«5»]', '"ignore[0]" must be text; put quotes around it.'],
  ['ignore: [«"#docs"»]', 'This is a comment in gitignore syntax; write \\# for a name that starts with #.'],
  [
    'ignore: [«./docs»]',
    '"./docs" matches nothing: patterns start at the folder of this file, without ./ or ../.',
  ],
  [
    "ignore: [«'docs\\old'»]",
    'Write / between folders; \\ only takes the meaning from the character after it.',
  ],
  ["ignore: [«'a[b'»]", '"[" is never closed; write \\[ for the character itself.'],
  ['ignore: [«"**/a/**/b/**/c/**"»]', 'A pattern may hold ** three times at most; split it.'],
  ['ignore: [«""»]', 'This text is empty; write a value or remove the line.'],
  [`images: [{ match: «${'a'.repeat(513)}», rules: {} }]`, 'This text is longer than 512 characters.'],
  ['images: [{ «match»: "ghcr.io/**" }]', 'This entry needs "rules".'],
  ['images: [{ «rules»: { unsigned: off } }]', 'This entry needs "match".'],
  ['images: [«"ghcr.io/**"»]', '"images[0]" must hold keys and values.'],
  [
    'images: [{ match: «nginx», rules: {} }]',
    '"nginx" matches no image: its full name is docker.io/library/nginx.',
  ],
  [
    'images: [{ match: «docker.io/nginx», rules: {} }]',
    '"docker.io/nginx" matches no image: its full name is docker.io/library/nginx.',
  ],
  [
    'images: [{ match: «docker.io/*», rules: {} }]',
    '"docker.io/*" matches no image: Docker Hub names have two parts, write docker.io/**.',
  ],
  [
    'images: [{ match: «ghcr.io», rules: {} }]',
    '"ghcr.io" matches no image: names have a registry and a repository, write ghcr.io/**.',
  ],
  [
    'images: [{ match: «"*"», rules: {} }]',
    '"*" matches no image: names have a registry and a repository, write */**.',
  ],
  [
    'images: [{ match: «acme/app», rules: {} }]',
    '"acme/app" matches nothing: "acme" is no registry host; Docker Hub is docker.io.',
  ],
  [
    'images: [{ match: «ghcr.io/acme/app:v1», rules: {} }]',
    'Leave the tag out: globs are held against names without tag and digest.',
  ],
  [
    'images: [{ match: «nginx:1.25», rules: {} }]',
    'Leave the tag out: globs are held against names without tag and digest.',
  ],
  [
    'images: [{ match: «ghcr.io/acme/app@sha256:0», rules: {} }]',
    'Leave the digest out: globs are held against names without tag and digest.',
  ],
  [
    'images: [{ match: «https://ghcr.io/acme/**», rules: {} }]',
    'Leave "https://" out: names have no scheme.',
  ],
  [
    'images: [{ match: «"ghcr.io/{a,b}/**"», rules: {} }]',
    '"{" means nothing in a glob; only *, ** and ? are special.',
  ],
  [
    'images: [{ match: «"ghcr.io/[ab]/**"», rules: {} }]',
    '"[" means nothing in a glob; only *, ** and ? are special.',
  ],
  [
    'images: [{ match: «ghcr.io/Acme/**», rules: {} }]',
    '"ghcr.io/Acme/**" matches nothing: repository names are lower case.',
  ],
  [
    'images: [{ match: «ghcr.io//x», rules: {} }]',
    'A glob neither starts nor ends with a slash, nor holds two in a row.',
  ],
  ['images: [{ match: «"ghcr.io /x"», rules: {} }]', 'A glob holds no blanks.'],
  [
    'imagePaths: { «Widget»: [spec.image] }',
    '"Widget" is no kind: write group/version/Kind, such as example.com/v1/Widget or example.com/*/Widget.',
  ],
  ['imagePaths: { "a.example/v1/W": «spec.image» }', '"a.example/v1/W" must be a list.'],
  [
    'imagePaths: { a/v1/W: [«"spec.steps[0].image"»] }',
    'Write [] for every item of a list: "spec.steps[].image".',
  ],
  [
    'imagePaths: { a/v1/W: [«$.spec.image»] }',
    'A path starts with a field name, such as spec.runtime.image.',
  ],
  [
    'imagePaths: { a/v1/W: [«spec..image»] }',
    '"spec..image" is no path: write field names with dots between, [] after a list, such as spec.steps[].image.',
  ],
  ['registries: [{ «insecure»: true }]', 'This entry needs "match".'],
  [
    'registries: [{ match: «registry/x» }]',
    '"registry/x" matches nothing: "registry" is no registry host; Docker Hub is docker.io.',
  ],
  ['registries: [{ match: ghcr.io, insecure: «yes» }]', '"insecure" must be true or false, without quotes.'],
  [
    'registries: [{ match: ghcr.io, insecure: «"true"» }]',
    '"insecure" must be true or false, without quotes.',
  ],
  [
    'registries: [{ match: ghcr.io, mirror: «https://m.example» }]',
    'Leave "https://" out; plain http is asked for with "insecure".',
  ],
  [
    'registries: [{ match: ghcr.io, mirror: «m.example/» }]',
    '"m.example/" is no mirror: write host or host/path, such as mirror.example.com/hub.',
  ],
  [
    'registries: [{ match: ghcr.io, signatures: «s.example» }]',
    '"s.example" is no repository: write host/repository, such as registry.example.com/signatures.',
  ],
  [
    'registries: [{ match: ghcr.io, signatures: «s.example/a:v1» }]',
    '"s.example/a:v1" is no repository: write host/repository, such as registry.example.com/signatures.',
  ],
  [
    'registries: [{ match: ghcr.io, «signature»: s.example/a }]',
    'There is no key "signature" here; did you mean "signatures"?',
  ],
  ['trust: «keys»', '"trust" must be a list.'],
  ['trust: [{ «keys»: [{ file: cosign.pub }] }]', 'This entry needs "images".'],
  [
    'trust: [{ «images»: ghcr.io/a/b }]',
    'This entry needs at least one of keys, identities, notation, trustedRoot.',
  ],
  ['trust: [{ images: ghcr.io/a/b, keys: «[]» }]', '"keys" is empty; give it a value or remove it.'],
  [
    'trust: [{ images: ghcr.io/a/b, keys: [{ file: a }], «identites»: [] }]',
    'There is no key "identites" here; did you mean "identities"?',
  ],
  ['trust: [{ images: ghcr.io/a/b, keys: [«cosign.pub»] }]', '"keys[0]" must hold keys and values.'],
  [
    `trust: [{ images: ghcr.io/a/b, keys: [{ «file»: a, pem: ${JSON.stringify(publicKey)} }] }]`,
    'This entry needs exactly one of file, pem.',
  ],
  [
    'trust: [{ images: ghcr.io/a/b, keys: [{ pem: «"-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----"» }] }]',
    'This is a private key: remove it, replace it where it is used, and put the public key here.',
  ],
  [
    'trust: [{ images: ghcr.io/a/b, keys: [{ pem: «cosign.pub» }] }]',
    'This is no public key in PEM (-----BEGIN PUBLIC KEY----- … -----END PUBLIC KEY-----).',
  ],
  [
    'trust: [{ images: ghcr.io/a/b, identities: [{ «issuer»: x }] }]',
    'This entry needs exactly one of subject, subjectRegExp, repository.',
  ],
  [
    'trust: [{ images: ghcr.io/a/b, identities: [{ «repository»: https://github.com/a/b, subject: c }] }]',
    'This entry needs exactly one of subject, subjectRegExp, repository.',
  ],
  [
    'trust: [{ images: ghcr.io/a/b, identities: [{ «subject»: c }] }]',
    'This entry needs exactly one of issuer, issuerRegExp.',
  ],
  [
    'trust: [{ images: ghcr.io/a/b, identities: [{ «repository»: https://git.example/a/b }] }]',
    'This entry needs exactly one of issuer, issuerRegExp.',
  ],
  [
    'trust: [{ images: ghcr.io/a/b, identities: [{ «repository»: https://github.com/a/b, issuer: x, issuerRegExp: y }] }]',
    'This entry needs exactly one of issuer, issuerRegExp.',
  ],
  [
    'trust: [{ images: ghcr.io/a/b, identities: [{ issuer: x, subject: y, «ref»: refs/heads/main }] }]',
    '"ref" means something only beside "repository".',
  ],
  [
    'trust: [{ images: ghcr.io/a/b, identities: [{ repository: «acme/app» }] }]',
    'Write the whole address: https://github.com/acme/app.',
  ],
  [
    'trust: [{ images: ghcr.io/a/b, identities: [{ repository: «https://github.com/acme/app.git» }] }]',
    'Write the whole address: https://github.com/acme/app.',
  ],
  [
    'trust: [{ images: ghcr.io/a/b, identities: [{ repository: «http://github.com/acme/app/» }] }]',
    'Write the whole address: https://github.com/acme/app.',
  ],
  [
    'trust: [{ images: ghcr.io/a/b, identities: [{ repository: «https://github.com/acme/app/tree/main» }] }]',
    '"https://github.com/acme/app/tree/main" is no address of a repository: write it as its certificates do, such as https://github.com/acme/app, with nothing after it.',
  ],
  [
    'trust: [{ images: ghcr.io/a/b, identities: [{ repository: «"https://github.com/acme/*"» }] }]',
    'A repository is named whole; for several of them write "subjectRegExp" instead.',
  ],
  [
    'trust: [{ images: ghcr.io/a/b, identities: [{ repository: https://github.com/a/b, ref: «main» }] }]',
    'Write the whole ref: refs/heads/main is a branch, refs/tags/main a tag.',
  ],
  [
    'trust: [{ images: ghcr.io/a/b, identities: [{ repository: https://github.com/a/b, ref: «refs/heads/**» }] }]',
    'In a ref only * is special, and it stops at /: write refs/heads/* or refs/tags/v*.',
  ],
  [
    'trust: [{ images: ghcr.io/a/b, identities: [{ repository: https://github.com/a/b, ref: «heads/main» }] }]',
    '"heads/main" is no ref: write it whole, such as refs/heads/main or refs/tags/v*.',
  ],
  [
    'trust: [{ images: ghcr.io/a/b, identities: [{ repository: https://github.com/a/b, workflow: «r.yml@refs/heads/main» }] }]',
    'Leave the ref out, from @ on; it goes into "ref".',
  ],
  [
    'trust: [{ images: ghcr.io/a/b, identities: [{ repository: https://github.com/a/b, workflow: «./r.yml» }] }]',
    '"./r.yml" is no path of one workflow in the repository: write it such as .github/workflows/release.yml.',
  ],
  [
    'trust: [{ images: ghcr.io/a/b, identities: [{ issuer: «a b», subject: c }] }]',
    'This text must not hold blanks.',
  ],
  [
    'trust: [{ images: ghcr.io/a/b, keys: [{ file: a }], accept: «provenence» }]',
    '"accept" must be one of any, signature, provenance; did you mean "provenance"?',
  ],
  [
    'trust: [{ images: ghcr.io/a/b, keys: [{ file: a }], requireLog: «no» }]',
    '"requireLog" must be true or false, without quotes.',
  ],
  [
    'trust: [{ images: ghcr.io/a/b, keys: [{ file: a }], annotations: { build: «5» } }]',
    '"build" must be text; put quotes around it.',
  ],
  ['trust: [{ images: ghcr.io/a/b, notation: «{}» }]', 'This entry needs at least one of policy, store.'],
  [
    'trust: [{ images: ghcr.io/a/b, keys: [{ file: «"a\\nb"» }] }]',
    'This is no file name: it has blanks around it or holds a control character.',
  ],
];
