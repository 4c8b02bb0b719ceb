import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sliceDocuments } from '../../server/src/manifest/document-slices.ts';
import { kindFamilies } from '../../server/src/manifest/kinds/index.ts';
import { scanYaml } from '../../server/src/manifest/line-scanner.ts';
import { locateImages } from '../../server/src/manifest/locate.ts';
import { skippableKeys } from '../../server/src/manifest/skippable.ts';

const folder = new URL('../fixtures/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.ya?ml$/.test(name),
);

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    a: b
  # a comment further out
  name: web
spec:
  template:
    spec:
      containers:
      - name: a
        env:
        - name: FIRST
          value: |
            text

            more
    # far out
        - name: SECOND
          value: x
        image: nginx:1
      - env:
          - {name: SIDECAR_IMAGE, value: ghcr.io/acme/side:1}
        ports: []
        volumeMounts:
        image: redis:7
`;

const images = (source: string, skip: boolean) => {
  const root = scanYaml(source, { skip });
  return root && locateImages(root, source, { fileKind: 'manifest' });
};

describe('blocks that are passed over', () => {
  it('lie on no path of the table', () => {
    const rows = kindFamilies.flatMap((family) => family.rows);
    const wrong = rows.flatMap(({ group, paths }) =>
      paths
        .filter((path) => path.split(/[.[\]@]+/).some((segment) => skippableKeys.has(segment)))
        .map((path) => `${group} ${path}`),
    );
    expect(wrong).toEqual([]);
  });

  it('are passed over', () => {
    const root = scanYaml(deployment, { skip: true });
    expect(JSON.stringify(root)).not.toContain('SECOND');
    expect(JSON.stringify(root)).toContain('SIDECAR_IMAGE');
  });

  it('change no image and none of its places', () => {
    expect(images(deployment, true)).toEqual(images(deployment, false));
    expect(images(deployment, true)?.length).toBe(2);
    let compared = 0;
    for (const file of files) {
      const text = readFileSync(new URL(file, folder), 'utf8');
      for (const { start, end } of sliceDocuments(text)) {
        const source = text.slice(start, end);
        const whole = images(source, false);
        if (whole === undefined) continue;
        expect({ source, images: images(source, true) }).toEqual({ source, images: whole });
        compared += whole.length;
      }
    }
    expect(compared).toBeGreaterThan(30);
  });
});
