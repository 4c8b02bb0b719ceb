import { describe, expect, it } from 'vitest';
import type { LocateOptions } from '../../server/src/manifest/locate.ts';
import { DIGEST, HEX, listing, locate, pinned, written } from '../support/locate.ts';

const values: LocateOptions = { fileKind: 'helm-values' };

describe('images in the values of a chart', () => {
  it.each([
    ['registry: docker.io, repository: bitnami/redis, tag: 7.2.4', 'docker.io/bitnami/redis:7.2.4'],
    ['registry: docker.io/, repository: bitnami/redis, tag: 7.2.4', 'docker.io/bitnami/redis:7.2.4'],
    ['registry: "", repository: bitnami/redis, tag: 7.2.4', 'bitnami/redis:7.2.4'],
    ['registry: a.b, repository: c/d, tag: v1, digest: ""', 'a.b/c/d:v1'],
    ['registry: a.b, repository: c/d, tag: v1, digest: sha256:abc', 'a.b/c/d:v1@sha256:abc'],
    ['repository: c/d, tag: "", digest: sha256:abc', 'c/d@sha256:abc'],
    ['registry: quay.io, repository: p/q, tag: v1, sha: abc', 'quay.io/p/q:v1@sha256:abc'],
    ['registry: quay.io, repository: p/q, tag: v1, sha: ""', 'quay.io/p/q:v1'],
    ['repository: nginx, tag: stable', 'nginx:stable'],
    ['repository: nginx, tag: stable@sha256:abc', 'nginx:stable@sha256:abc'],
    ['repository: nginx, version: v3', 'nginx:v3'],
    ['repository: nginx, tag: 1.10', 'nginx:1.1'],
    ['repository: nginx, tag: "1.10"', 'nginx:1.10'],
    ['repository: nginx, tag: 7', 'nginx:7'],
    ['repository: nginx', 'nginx (version elsewhere)'],
    ['repository: nginx, tag: ""', 'nginx (version elsewhere)'],
    ['repository: nginx, tag: ~', 'nginx (version elsewhere)'],
    ['repository: "registry.example:5000/nginx"', 'registry.example:5000/nginx (version elsewhere)'],
    ['repository: "nginx:1.25"', 'nginx:1.25'],
    ['repository: a.b/team, name: app, tag: v1', 'a.b/team/app:v1'],
    ['repository: a.b/team/app, name: app, tag: v1', 'a.b/team/app:v1'],
    [
      'registry: r.io, image: ingress/controller, tag: v1, digest: sha256:abc',
      'r.io/ingress/controller:v1@sha256:abc',
    ],
    ['name: a.b/app, tag: v1', 'a.b/app:v1'],
    ['repository: c/d, tag: v1, digest: sha256:abc, useDigest: false', 'c/d:v1'],
    ['repository: c/d, tag: v1, digest: sha256:abc, useDigest: true', 'c/d:v1@sha256:abc'],
    [`repository: "\${REGISTRY}/d", tag: v1`, `\${REGISTRY}/d:v1`],
  ])('{%s}', (parts, text) => {
    expect(listing(`deep: { sidecarImage: {${parts}} }`, values)).toEqual([`deep.sidecarImage = ${text}`]);
  });

  it.each([
    'image: {pullPolicy: Always, tag: v1}',
    'image: {name: app}',
    'image: {repository: "", tag: v1}',
    'image: {repository: "https://git.example/x", tag: v1}',
    'git: {repository: a/b, tag: v1}',
    'image: nginx',
    'image: ""',
    'image: ~',
    'image: []',
    'logoImage: assets/logo.png',
    'logoImage: https://example.com/a:1',
    'backgroundImage: "url(/x.png)"',
    'image: acme/app',
    'diskImage: ami-0123456789abcdef0',
    'imagePullPolicy: Always',
    'imagePullSecrets: [{name: a}]',
    'imageTag: v1',
  ])('nothing in %s', (source) => {
    expect(listing(source, values)).toEqual([]);
  });

  it('reads references written in one string', () => {
    const source = `
image: ghcr.io/acme/app:v1
PROXY_IMAGE: "envoy:v1.30"
initImage: docker.elastic.co/elasticsearch/elasticsearch
initImageTag: "8.5.1"
hosted: { image: ghcr.io/acme/app }
short: { image: nginx, tag: "1.25" }
images:
  tempo: grafana/tempo:2.0
  loki: { repository: grafana/loki, tag: "3" }
extraContainers:
  - name: a
    image: busybox:1.36
`;
    expect(listing(source, values)).toEqual([
      'image = ghcr.io/acme/app:v1',
      'PROXY_IMAGE = envoy:v1.30',
      'initImage = docker.elastic.co/elasticsearch/elasticsearch:8.5.1',
      'hosted.image = ghcr.io/acme/app (version elsewhere)',
      'short.image = nginx:1.25',
      'images.tempo = grafana/tempo:2.0',
      'images.loki = grafana/loki:3',
      'extraContainers[0].image = busybox:1.36',
    ]);
  });

  it('lets global.imageRegistry override the registries that are there', () => {
    const source = `
global: { imageRegistry: mirror.example }
image: { registry: docker.io, repository: bitnami/redis, tag: "7" }
metrics: { image: { registry: "", repository: oliver006/exporter, tag: v1 } }
plain: { image: { repository: nginx, tag: "1" } }
`;
    expect(listing(source, values)).toEqual([
      'image = mirror.example/bitnami/redis:7',
      'metrics.image = mirror.example/oliver006/exporter:v1',
      'plain.image = nginx:1',
    ]);
    expect(listing(source.replace('mirror.example', '""'), values)[0]).toBe(
      'image = docker.io/bitnami/redis:7',
    );
  });

  it('belongs to no resource, and takes a manifest at its word', () => {
    expect(locate('image: {repository: a, tag: v1}', values)[0]?.resource).toEqual({
      apiVersion: '',
      kind: '',
    });
    const manifest =
      'apiVersion: v1\nkind: Pod\nimage: {repository: a, tag: v1}\nspec: {containers: [{image: b}]}\n';
    expect(listing(manifest, values)).toEqual(['spec.containers[0].image = b']);
  });

  it('is read in a HelmRelease as well', () => {
    const source = `
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: redis }
spec:
  values:
    global: { imageRegistry: mirror.example }
    image: { registry: docker.io, repository: bitnami/redis, tag: "7", digest: "" }
`;
    expect(listing(source)).toEqual(['spec.values.image = mirror.example/bitnami/redis:7']);
    expect(pinned(source)).toBe(source.replace('digest: ""', `digest: "${DIGEST}"`));
  });

  it('underlines what a fix would edit', () => {
    const at = (source: string) => {
      const [field] = locate(source, values);
      return field && written(source, field);
    };
    expect(at('image: {repository: a, tag: v1, digest: sha256:abc}')).toBe('sha256:abc');
    expect(at('image: {repository: a, tag: v1, digest: ""}')).toBe('""');
    expect(at('image:\n  repository: a\n  tag: v1\n  digest:\n')).toBe('digest');
    expect(at('image: {repository: a/b}')).toBe('a/b');
  });
});

describe('pinning edits the right key', () => {
  const block = (lines: string) =>
    `image:\n  registry: docker.io\n  repository: acme/app\n${lines}  pullPolicy: Always\n`;
  it.each([
    ['digest', '  tag: v1\n  digest: ""\n', `  tag: v1\n  digest: "${DIGEST}"\n`],
    ['digest without a value', '  tag: v1\n  digest:\n', `  tag: v1\n  digest: ${DIGEST}\n`],
    ['digest that is there', '  digest: sha256:abc # old\n', `  digest: ${DIGEST} # old\n`],
    ['sha, in hex alone', '  tag: v1\n  sha: ""\n', `  tag: v1\n  sha: "${HEX}"\n`],
    ['sha that is there', "  tag: v1\n  sha: 'abc'\n", `  tag: v1\n  sha: '${HEX}'\n`],
    ['tag', '  tag: v1 # x\n', `  tag: v1@${DIGEST} # x\n`],
    ['tag in quotes', '  tag: "1.25"\n', `  tag: "1.25@${DIGEST}"\n`],
    ['tag that is a number', '  tag: 7\n', `  tag: 7@${DIGEST}\n`],
    ['tag that Helm prints otherwise', '  tag: 1.10\n', `  tag: 1.1@${DIGEST}\n`],
    ['tag with a digest', '  tag: v1@sha256:abc\n', `  tag: v1@${DIGEST}\n`],
    ['nothing when the chart has the tag', '  tag: ""\n', '  tag: ""\n'],
    [
      'nothing when the chart has the tag and a digest key',
      '  tag: ""\n  digest: ""\n',
      '  tag: ""\n  digest: ""\n',
    ],
    [
      'tag when digests are off',
      '  tag: v1\n  digest: ""\n  useDigest: false\n',
      `  tag: v1@${DIGEST}\n  digest: ""\n  useDigest: false\n`,
    ],
  ])('%s', (_name, before, after) => {
    expect(pinned(block(before), values)).toBe(block(after));
    const crlf = (text: string) => text.replaceAll('\n', '\r\n');
    expect(pinned(crlf(block(before)), values)).toBe(crlf(block(after)));
  });

  it('never a tag that an anchor shares with other images', () => {
    const source = `
app: { image: { repository: acme/app, tag: &version v1 } }
worker: { image: { repository: acme/worker, tag: *version } }
`;
    expect(listing(source, values)).toEqual(['app.image = acme/app:v1', 'worker.image = acme/worker:v1']);
    expect(pinned(source, values)).toBe(source.replace('*version', `v1@${DIGEST}`));
    const quoted = 'image:\n  repository: a\n  tag: &v\n    "v1"\n';
    expect(pinned(quoted, values)).toBe(quoted);
  });

  it('never what a merge key shares with other images', () => {
    const source = `
defaults: &defaults { registry: r.io, tag: v1, digest: "" }
app: { image: { <<: *defaults, repository: acme/app } }
worker:
  image: &worker
    repository: acme/worker
    tag: v2
copy:
  image:
    <<: *worker
    repository: acme/copy
own: { image: { <<: *defaults, repository: acme/own, digest: "" } }
`;
    expect(listing(source, values)).toEqual([
      'app.image = r.io/acme/app:v1',
      'worker.image = acme/worker:v2',
      'copy.image = acme/copy:v2',
      'own.image = r.io/acme/own:v1',
    ]);
    expect(pinned(source, values)).toBe(source.replace('own, digest: ""', `own, digest: "${DIGEST}"`));
  });

  it('the tag beside a reference in one string', () => {
    const source = 'image: docker.elastic.co/beats/filebeat\nimageTag: 8.5.1\n';
    expect(pinned(source, values)).toBe(source.replace('8.5.1', `8.5.1@${DIGEST}`));
  });

  it('what is pinned reads back with the digest', () => {
    const source = block('  tag: v1\n  sha: ""\n');
    expect(listing(pinned(source, values), values)).toEqual([`image = docker.io/acme/app:v1@${DIGEST}`]);
  });
});
