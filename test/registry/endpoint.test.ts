import { describe, expect, it } from 'vitest';
import { apiHost, endpointsOf } from '../../server/src/registry/endpoint.ts';

describe('endpoints', () => {
  it.each([
    ['docker.io', 'registry-1.docker.io'],
    ['index.docker.io', 'registry-1.docker.io'],
    ['ghcr.io', 'ghcr.io'],
    ['localhost:5000', 'localhost:5000'],
  ])('the API of %s is at %s', (registry, host) => expect(apiHost(registry)).toBe(host));

  it.each([
    [{}, ['https://registry-1.docker.io library/nginx']],
    [
      { mirror: 'mirror.corp.example/hub/' },
      ['https://mirror.corp.example hub/library/nginx', 'https://registry-1.docker.io library/nginx'],
    ],
    [
      { mirror: 'localhost:5000' },
      ['http://localhost:5000 library/nginx', 'https://registry-1.docker.io library/nginx'],
    ],
    [{ mirror: '/' }, ['https://registry-1.docker.io library/nginx']],
    [{ insecure: true }, ['http://registry-1.docker.io library/nginx']],
  ])('%j', (preferences, expected) => {
    const nginx = { registry: 'docker.io', repository: 'library/nginx' };
    const endpoints = endpointsOf(nginx, (registry) => (registry === 'docker.io' ? preferences : {}));
    expect(endpoints.map(({ origin, repository }) => `${origin} ${repository}`)).toEqual(expected);
  });
});
