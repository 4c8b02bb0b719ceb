import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { ensureBuilt } from '../../support/build.ts';
import type { Registry } from '../../support/registry/index.ts';
import { type CliOptions, Workspace } from './run-cli.ts';

/** An element of what `imageseal verify -o json` prints. */
export interface JsonImage {
  readonly image: string;
  readonly digest: string | null;
  readonly verdict: string;
  readonly reasons: readonly string[];
  readonly signatures: readonly {
    readonly layout: string;
    readonly kind: string;
    readonly predicateType?: string;
    readonly signer: { readonly type: string; readonly subject?: string } | null;
    readonly verified: boolean;
    readonly trusted: boolean;
    readonly time?: { readonly at: string; readonly source: string };
    readonly log?: { readonly index: string; readonly url?: string };
    readonly annotations?: Readonly<Record<string, string>>;
    readonly checks: readonly {
      readonly name: string;
      readonly ok: boolean;
      readonly noted?: boolean;
      readonly detail: string;
    }[];
  }[];
}

/** The schema of `imageseal verify --output json`. */
export function verifySchema(): object {
  const file = new URL('../../../docs/schemas/verify-output.schema.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

const validate = new Ajv({ allErrors: true, strict: true, strictTypes: false }).compile(verifySchema());

/** `imageseal verify` as built: one registry for the test file, and for each test a workspace of its own, filled by `fill`. */
export function useVerify(start: () => Promise<Registry>, fill: (workspace: Workspace) => void) {
  const fixture = {
    registry: undefined as unknown as Registry,
    workspace: undefined as unknown as Workspace,
  };
  beforeAll(async () => {
    await ensureBuilt();
    fixture.registry = await start();
  }, 120_000);
  afterAll(() => fixture.registry.close());
  beforeEach(() => {
    fixture.workspace = new Workspace();
    fill(fixture.workspace);
    fixture.registry.log.clear();
  });
  afterEach(() => {
    fixture.registry.clearFaults();
    fixture.workspace.remove();
  });

  /** Neither public roots nor revocation lists are anybody's business here. */
  const verify = (...args: readonly string[]) => fixture.workspace.run(['verify', '--offline', ...args]);

  /** Every output is held against the schema. */
  async function verifyJsonWith(options: CliOptions, ...args: readonly string[]) {
    const { code, stdout, stderr } = await fixture.workspace.run(
      ['verify', '--offline', '-o', 'json', ...args],
      options,
    );
    expect(stderr).toBe('');
    const images: JsonImage[] = JSON.parse(stdout);
    expect(validate(images), JSON.stringify(validate.errors)).toBe(true);
    return { code, images };
  }
  const verifyJson = (...args: readonly string[]) => verifyJsonWith({}, ...args);

  /** The exit code, and the verdict of each image. */
  async function verdictsWith(options: CliOptions, ...args: readonly string[]) {
    const { code, images } = await verifyJsonWith(options, ...args);
    return [code, ...images.map(({ verdict }) => verdict)];
  }
  const verdicts = (...args: readonly string[]) => verdictsWith({}, ...args);

  return Object.assign(fixture, { verify, verifyJsonWith, verifyJson, verdictsWith, verdicts });
}

/** Bad usage is told in one line that starts with this message, with exit code 2 and nobody asked. */
export async function expectBadUsage(
  { verify, registry }: Pick<ReturnType<typeof useVerify>, 'verify' | 'registry'>,
  args: readonly string[],
  message: string,
): Promise<void> {
  const { code, stdout, stderr } = await verify(...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr.startsWith(`imageseal: ${message}`), stderr).toBe(true);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(registry.log.lines()).toEqual([]);
}
