/** What the injection grammars must and must not colour; run against every YAML grammar we can get hold of. */

const digest = `sha256:${'0f'.repeat(32)}`;

/** `[source, the same with its parts marked]`. */
export const coloured: readonly (readonly [source: string, marked: string])[] = [
  ['image: nginx', 'image: ‹repository nginx›'],
  ['image: nginx:1.27', 'image: ‹repository nginx›:‹tag 1.27›'],
  ['- image: nginx:1.27', '- image: ‹repository nginx›:‹tag 1.27›'],
  ['  -   image:   nginx:1.27   ', '  -   image:   ‹repository nginx›:‹tag 1.27›   '],
  ['image: ghcr.io/acme/app:v1', 'image: ‹registry ghcr.io›/‹repository acme/app›:‹tag v1›'],
  [
    `image: ghcr.io/acme/app:v1@${digest} # pinned`,
    `image: ‹registry ghcr.io›/‹repository acme/app›:‹tag v1›@‹digest ${digest}› # pinned`,
  ],
  [`image: acme/app@${digest}`, `image: ‹repository acme/app›@‹digest ${digest}›`],
  ['image: localhost:5000/app', 'image: ‹registry localhost:5000›/‹repository app›'],
  ['image: localhost/app', 'image: ‹registry localhost›/‹repository app›'],
  ['image: registry:5000/app:v1', 'image: ‹registry registry:5000›/‹repository app›:‹tag v1›'],
  ['image: "[::1]:5000/app:v1"', 'image: "‹registry [::1]:5000›/‹repository app›:‹tag v1›"'],
  ['image: "ghcr.io/acme/app:v1"', 'image: "‹registry ghcr.io›/‹repository acme/app›:‹tag v1›"'],
  ["image: 'ghcr.io/acme/app:v1'", "image: '‹registry ghcr.io›/‹repository acme/app›:‹tag v1›'"],
  ['"image": "nginx:1.27"', '"image": "‹repository nginx›:‹tag 1.27›"'],
  ['image: &web nginx:1.27', 'image: &web ‹repository nginx›:‹tag 1.27›'],
  ['image: !!str "nginx:1.27"', 'image: !!str "‹repository nginx›:‹tag 1.27›"'],
  ['- {name: web, image: nginx:1.27}', '- {name: web, image: ‹repository nginx›:‹tag 1.27›}'],
  ['- {image: nginx:1.27, name: web}', '- {image: ‹repository nginx›:‹tag 1.27›, name: web}'],
  ['image: nginx:', 'image: ‹repository nginx›:'],
  ['image: nginx@', 'image: ‹repository nginx›@'],
  ['newName: ghcr.io/acme/app', 'newName: ‹registry ghcr.io›/‹repository acme/app›'],
  ['newTag: v1.2.3', 'newTag: ‹tag v1.2.3›'],
  ['newTag: "1.2"', 'newTag: "‹tag 1.2›"'],
  [`digest: ${digest}`, `digest: ‹digest ${digest}›`],
  [`digest: "${digest}"`, `digest: "‹digest ${digest}›"`],
  ['reference: quay.io/acme/model:v1', 'reference: ‹registry quay.io›/‹repository acme/model›:‹tag v1›'],
  ['reference: "quay.io/acme/model:v1"', 'reference: "‹registry quay.io›/‹repository acme/model›:‹tag v1›"'],
];

/** JSON without spaces: the older YAML grammar does not see a key here, VS Code's own does. */
export const colouredInJson: typeof coloured = [
  ['{"image":"nginx:1.27","name":"web"}', '{"image":"‹repository nginx›:‹tag 1.27›","name":"web"}'],
];

/** Text in which nothing is coloured. */
export const left: readonly (readonly [what: string, source: string])[] = [
  ['a comment', '# image: nginx:1.27'],
  ['a comment after a value', 'name: web # image: nginx:1.27'],
  ['a literal block scalar', 'script: |\n  image: nginx:1.27\n  - image: "nginx:1.27"\n'],
  ['a folded block scalar in a sequence', 'args:\n  - >-\n    image: nginx:1.27\n'],
  ['a block scalar with an indentation indicator', 'script: |2\n    image: nginx:1.27\n'],
  ['a double-quoted string', 'note: "write image: nginx:1.27 here"'],
  ['a string inside a string', `note: "write image: 'nginx:1.27' here"`],
  ['a string that runs over two lines', 'note: "write\n  image: nginx:1.27\n  image: \'nginx:1.27\'"'],
  ['a longer key that ends in image', 'baseimage: nginx:1.27\nmy-image: nginx:1.27'],
  ['a longer key that starts with image', 'imagePullPolicy: Always\nimage-name: nginx:1.27'],
  ['no value', 'image:\nimage: # none'],
  ['null', 'image: null'],
  ['a mapping', 'image:\n  description: nginx:1.27'],
  ['a web address', 'image: https://images.test/logo.png'],
  ['a quoted web address', 'image: "https://images.test/logo.png"'],
  ['a file', 'image: ./logo.png'],
  ['a Helm template', 'image: {{ .Values.image }}'],
  ['a quoted Helm template', 'image: "{{ .Values.repository }}:{{ .Values.tag }}"'],
  ['a shell variable', `image: $\{IMAGE}`],
  ['a Tekton parameter', 'image: $(params.image)'],
  ['several words', 'image: a picture of a cat'],
  ['an alias', 'image: *web'],
  ['a reference that is only a word', 'reference: chapter:4'],
  ['a reference to a page', 'reference: docs.test/guide'],
  ['a digest too short to be one', 'digest: sha256:abc'],
];

/** A manifest in which colouring must leave every other token as it was. */
export const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web # image: nginx
  annotations: {note: "image: nginx:1", list: [a, b]}
spec:
  template:
    spec:
      containers:
        - image: nginx:1.27 # the web server
          name: web
          args: ["--image", 'nginx:1.27']
        - {name: side, image: ghcr.io/acme/side:v1, command: [run]}
        - name: quoted
          image: "ghcr.io/acme/app:v1"
          env:
            - name: SCRIPT
              value: |
                image: nginx:1.27
      volumes: []
---
kind: Pod
`;
