import { describe, expect, it } from 'vitest';
import { readSigningConfig } from '../../../../server/src/signature/cosign/sign/signing-config.ts';
import { describeSigningProblem } from '../../../../server/src/signature/signing-message.ts';
import { problemOf } from '../../../../server/src/trust/signing-state.ts';

const now = Date.UTC(2026, 5, 1);

interface ServiceJson {
  readonly url: string;
  readonly version?: number;
  readonly operator?: string;
  readonly from?: string;
  readonly to?: string;
}

const service = ({ url, version = 1, operator = 'a', from = '2024-01-01T00:00:00Z', to }: ServiceJson) => ({
  url,
  majorApiVersion: version,
  validFor: { start: from, ...(to !== undefined && { end: to }) },
  operator,
});

function config(changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: [service({ url: 'https://fulcio.example' })],
    oidcUrls: [service({ url: 'https://oidc.example/auth' })],
    rekorTlogUrls: [service({ url: 'https://rekor.example' })],
    tsaUrls: [service({ url: 'https://tsa.example/api/v1/timestamp' })],
    rekorTlogConfig: { selector: 'ANY' },
    tsaConfig: { selector: 'ANY' },
    ...changes,
  });
}

const read = (changes: Readonly<Record<string, unknown>> = {}) =>
  readSigningConfig(config(changes), 'signing.json', now);

const logs = (
  urls: readonly ServiceJson[],
  selector: Readonly<Record<string, unknown>> = { selector: 'ANY' },
) => read({ rekorTlogUrls: urls.map(service), rekorTlogConfig: selector }).services.logs;

describe('a signing configuration', () => {
  it('names one service of each kind', () => {
    expect(read()).toEqual({
      services: {
        fulcio: 'https://fulcio.example',
        logs: [{ url: 'https://rekor.example', version: 1 }],
        timestampAuthorities: ['https://tsa.example/api/v1/timestamp'],
      },
      issuers: ['https://oidc.example/auth'],
    });
  });

  it('may do without any of them', () => {
    const none = { caUrls: undefined, oidcUrls: [], rekorTlogUrls: [], tsaUrls: undefined };
    expect(read({ ...none, rekorTlogConfig: undefined, tsaConfig: undefined })).toEqual({
      services: { logs: [], timestampAuthorities: [] },
      issuers: [],
    });
  });

  it.each<[string, readonly ServiceJson[], string]>([
    ['the higher version', [{ url: 'https://one' }, { url: 'https://two', version: 2 }], 'https://two 2'],
    [
      'no version that is unknown here',
      [{ url: 'https://one' }, { url: 'https://nine', version: 9 }],
      'https://one 1',
    ],
    [
      'the newest',
      [{ url: 'https://old' }, { url: 'https://new', from: '2025-01-01T00:00:00Z' }],
      'https://new 1',
    ],
    [
      'none that is over',
      [
        { url: 'https://now' },
        { url: 'https://over', from: '2025-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' },
      ],
      'https://now 1',
    ],
    [
      'none that has not begun',
      [{ url: 'https://now' }, { url: 'https://later', from: '2027-01-01T00:00:00Z' }],
      'https://now 1',
    ],
  ])('chooses %s', (_, urls, expected) => {
    expect(logs(urls).map(({ url, version }) => `${url} ${version}`)).toEqual([expected]);
  });

  it('takes one of each operator, as many as are asked for', () => {
    const urls = [
      { url: 'https://a1' },
      { url: 'https://a2', from: '2025-01-01T00:00:00Z' },
      { url: 'https://b', operator: 'b' },
      { url: 'https://c', operator: 'c', from: '2023-01-01T00:00:00Z' },
    ];
    const chosen = (selector: Readonly<Record<string, unknown>>) =>
      logs(urls, selector).map(({ url }) => url);
    expect(chosen({ selector: 'ALL' })).toEqual(['https://a2', 'https://b', 'https://c']);
    expect(chosen({ selector: 'ANY' })).toEqual(['https://a2']);
    expect(chosen({ selector: 'EXACT', count: 2 })).toEqual(['https://a2', 'https://b']);
  });

  it.each<[string, string, string]>([
    ['config-not-json', '[]', 'The signing configuration signing.json is not a JSON object.'],
    ['config-not-json', `{"a":"${'x'.repeat(300_000)}"}`, 'is not a JSON object'],
    [
      'config-media-type',
      config({ mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.1+json' }),
      'no signing configuration of version 0.2',
    ],
    ['config-media-type', '{}', 'its media type is ""'],
    ['config-damaged', config({ caUrls: ['https://fulcio.example'] }), 'damaged at caUrls'],
    ['config-damaged', config({ tsaUrls: [service({ url: 'file:///etc/passwd' })] }), 'damaged at tsaUrls'],
    [
      'config-damaged',
      config({ rekorTlogUrls: [{ url: 'https://a', majorApiVersion: 1 }] }),
      'damaged at rekorTlogUrls',
    ],
    ['config-damaged', config({ tsaConfig: { selector: 'SOME' } }), 'damaged at rekorTlogConfig, tsaConfig'],
    ['config-damaged', config({ tsaConfig: { selector: 'EXACT' } }), 'damaged at tsaUrls'],
    ['config-selector', config({ rekorTlogConfig: undefined }), 'does not say how many of rekorTlogUrls'],
    [
      'config-none-valid',
      config({ tsaUrls: [service({ url: 'https://tsa', to: '2025-01-01T00:00:00Z' })] }),
      'None of tsaUrls',
    ],
    [
      'config-too-few',
      config({ tsaConfig: { selector: 'EXACT', count: 3 } }),
      'asks for 3 of tsaUrls, and 1 can be used',
    ],
  ])('is refused: %s, %s', (code, text, words) => {
    try {
      readSigningConfig(text, 'signing.json', now);
      expect.unreachable();
    } catch (error) {
      const problem = problemOf(error);
      expect(problem?.code).toBe(code);
      expect(problem && describeSigningProblem(problem)).toContain(words);
    }
  });
});
