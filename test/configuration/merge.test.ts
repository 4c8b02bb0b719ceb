import { describe, expect, it } from 'vitest';
import type { RegistrySettings } from '../../server/src/configuration/configuration.ts';
import { mergeConfiguration } from '../../server/src/configuration/merge.ts';
import { registrySettingsFor } from '../../server/src/configuration/registry-settings.ts';
import { defaultSeverities } from '../../server/src/configuration/rule-ids.ts';

describe('mergeConfiguration', () => {
  it('is the defaults without layers', () => {
    expect(mergeConfiguration(undefined)).toEqual({
      rules: defaultSeverities,
      ignore: [],
      images: [],
      imagePaths: {},
      registries: [],
    });
  });

  it('lets each layer override the one before: file, editor, command line', () => {
    const merged = mergeConfiguration(
      {
        rules: { unpinned: 'error', unsigned: 'error', 'latest-tag': 'error' },
        source: '/ws/.imageseal.yaml',
      },
      { rules: { unsigned: 'hint', 'latest-tag': 'hint' } },
      { rules: { 'latest-tag': 'off' } },
    );
    expect(merged.rules).toEqual({
      ...defaultSeverities,
      unpinned: 'error',
      unsigned: 'hint',
      'latest-tag': 'off',
    });
    expect(merged.source).toBe('/ws/.imageseal.yaml');
  });

  it('replaces lists, also by an empty one, and merges image paths kind by kind', () => {
    const merged = mergeConfiguration(
      {
        ignore: ['a', 'b'],
        registries: [{ match: 'a.example' }],
        imagePaths: { 'a.example/v1/A': ['spec.x', 'spec.y'], 'a.example/v1/B': ['spec.b'] },
      },
      { ignore: ['c'], registries: [], imagePaths: { 'a.example/v1/A': ['spec.z'] } },
    );
    expect(merged.ignore).toEqual(['c']);
    expect(merged.registries).toEqual([]);
    expect(merged.imagePaths).toEqual({ 'a.example/v1/A': ['spec.z'], 'a.example/v1/B': ['spec.b'] });
  });

  it('keeps the folder that trust files are relative to, with the trust', () => {
    const file = { trust: [{ images: 'ghcr.io/**', keys: [{ file: 'cosign.pub' }] }], folder: '/ws' };
    expect(mergeConfiguration(file, { ignore: ['x'], folder: '/home' })).toMatchObject({
      trust: file.trust,
      trustFolder: '/ws',
      ignoreFolder: '/home',
    });
    expect(mergeConfiguration(file, { trust: [] })).not.toHaveProperty('trustFolder');
  });
});

describe('registrySettingsFor', () => {
  const settingsFor = (registries: RegistrySettings[], registry: string, repository: string) =>
    registrySettingsFor(mergeConfiguration({ registries }), registry, repository);

  it('says nothing by default', () => {
    expect(settingsFor([], 'ghcr.io', 'acme/app')).toEqual({ insecure: false, damaged: false });
    expect(settingsFor([{ match: 'quay.io', insecure: true }], 'ghcr.io', 'acme/app').insecure).toBe(false);
  });

  it('takes each member from the most specific entry that has it', () => {
    const registries = [
      { match: '**', signatures: 'sig.example/all' },
      { match: 'registry.example', insecure: true, mirror: 'mirror.example/hub' },
      { match: 'registry.example/team/**', signatures: 'sig.example/team' },
      { match: 'registry.example/team/secure', insecure: false },
    ];
    expect(settingsFor(registries, 'registry.example', 'team/app')).toEqual({
      insecure: true,
      mirror: 'mirror.example/hub',
      signatures: 'sig.example/team',
      damaged: false,
    });
    expect(settingsFor(registries, 'registry.example', 'team/secure').insecure).toBe(false);
    expect(settingsFor(registries, 'ghcr.io', 'a/b')).toEqual({
      insecure: false,
      signatures: 'sig.example/all',
      damaged: false,
    });
  });

  it('holds a host pattern against the host, not against hosts that look like it', () => {
    const registries = [{ match: 'registry.example', insecure: true }];
    expect(settingsFor(registries, 'registry.example.evil', 'a').insecure).toBe(false);
    expect(settingsFor(registries, 'registry.example:5000', 'a').insecure).toBe(false);
    expect(settingsFor([{ match: '*.corp.example', insecure: true }], 'a.corp.example', 'x/y').insecure).toBe(
      true,
    );
    expect(settingsFor([{ match: 'localhost:*', insecure: true }], 'localhost:5000', 'x').insecure).toBe(
      true,
    );
  });

  it('knows both names of Docker Hub', () => {
    expect(
      settingsFor([{ match: 'index.docker.io', mirror: 'm.example' }], 'docker.io', 'library/nginx').mirror,
    ).toBe('m.example');
    expect(
      settingsFor([{ match: 'docker.io/library/*', mirror: 'm.example' }], 'index.docker.io', 'library/nginx')
        .mirror,
    ).toBe('m.example');
  });

  it('tells that a matching entry was damaged', () => {
    const registries: RegistrySettings[] = [{ match: 'ghcr.io', damaged: true }, { match: 'quay.io' }];
    expect(settingsFor(registries, 'ghcr.io', 'a').damaged).toBe(true);
    expect(settingsFor(registries, 'quay.io', 'a').damaged).toBe(false);
  });
});
