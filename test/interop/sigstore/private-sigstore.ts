import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startOidc } from '../../support/oidc.ts';
import { freePort, type Processes } from '../../support/processes.ts';
import { workflow } from './workflow.ts';

/** The programs of the instance, each installed by scripts/interop-suite.mjs. */
export interface SigstorePrograms {
  readonly fulcio: string;
  readonly rekor: string;
  readonly timestampAuthority: string;
  /** Version 3, which writes trusted roots and signing configs. */
  readonly cosign: string;
}

/** A Sigstore instance of real parts on loopback: Fulcio without a CT log, Rekor v2, a timestamp authority, OIDC. */
export interface PrivateSigstore {
  /** Files, for `--trusted-root` and `--signing-config`. */
  readonly trustedRoot: string;
  readonly signingConfig: string;
  /** The same without the log. */
  readonly unloggedConfig: string;
  /** No service at all: signatures with keys that are published nowhere. */
  readonly emptyConfig: string;
  readonly fulcio: string;
  readonly rekor: string;
  readonly timestampAuthority: string;
  /** Their certificates, in files: what the older cosign takes instead of a trusted root. */
  readonly fulcioChain: string;
  readonly timestampChain: string;
  /** OIDC issuers, whose tokens Fulcio takes: of people by their e-mail address, of workflows by what they run. */
  readonly people: string;
  readonly workflows: string;
}

/** A person who can sign in. */
export const developer = 'dev@acme.example';

/** Starts the instance, with everything that it keeps in `folder`; `close` ends what `processes` does not. */
export async function startPrivateSigstore(
  programs: SigstorePrograms,
  processes: Processes,
  folder: string,
): Promise<{ instance: PrivateSigstore; close(): Promise<void> }> {
  const people = await startOidc({ account: { sub: 'dev', email: developer, email_verified: true } });
  const workflows = await startOidc({ account: workflow });
  const close = async () => {
    await Promise.all([people.close(), workflows.close()]);
  };
  try {
    const [fulcio, rekor, timestampAuthority] = await Promise.all([
      startFulcio(programs.fulcio, processes, folder, people.issuer, workflows.issuer),
      startRekor(programs.rekor, processes, folder),
      startTimestampAuthority(programs.timestampAuthority, processes, folder),
    ]);
    const unlogged = [
      `--fulcio=url=${fulcio.url},api-version=1,${now},operator=test`,
      `--oidc-provider=url=${people.issuer},api-version=1,${now},operator=test`,
      `--tsa=url=${timestampAuthority.url},api-version=1,${now},operator=test`,
      '--tsa-config=ANY',
    ];
    const log = [`--rekor=url=${rekor.url},api-version=2,${now},operator=test`, '--rekor-config=ANY'];
    const make = (what: string, file: string, args: readonly string[]) => {
      const path = join(folder, file);
      execFileSync(programs.cosign, [what, 'create', '--out', path, ...args], { stdio: 'ignore' });
      return path;
    };
    const trustedRoot = make('trusted-root', 'trusted_root.json', [
      `--fulcio=url=${fulcio.url},certificate-chain=${fulcio.chain}`,
      `--rekor=url=${rekor.url},public-key=${rekor.key},${now},origin=${rekor.origin}`,
      `--tsa=url=${timestampAuthority.url},certificate-chain=${timestampAuthority.chain}`,
    ]);
    return {
      instance: {
        trustedRoot,
        signingConfig: make('signing-config', 'signing_config.json', [...unlogged, ...log]),
        unloggedConfig: make('signing-config', 'signing_config.unlogged.json', unlogged),
        emptyConfig: make('signing-config', 'signing_config.empty.json', []),
        fulcio: fulcio.url,
        rekor: rekor.url,
        timestampAuthority: timestampAuthority.url,
        fulcioChain: fulcio.chain,
        timestampChain: timestampAuthority.chain,
        people: people.issuer,
        workflows: workflows.issuer,
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const now = `start-time=${new Date(Date.now() - 60_000).toISOString().replace(/\.\d+/, '')}`;

async function startFulcio(
  program: string,
  processes: Processes,
  folder: string,
  people: string,
  workflows: string,
): Promise<{ url: string; chain: string }> {
  const [port, grpc, metrics] = await Promise.all([freePort(), freePort(), freePort()]);
  const configuration = join(folder, 'fulcio.json');
  const issuer = (url: string, type: string) => ({ IssuerURL: url, ClientID: 'sigstore', Type: type });
  const issuers = {
    [people]: issuer(people, 'email'),
    [workflows]: issuer(workflows, 'github-workflow'),
  };
  writeFileSync(configuration, JSON.stringify({ OIDCIssuers: issuers }));
  const url = `http://localhost:${port}`;
  const flags = {
    ca: 'ephemeralca',
    'ct-log-url': '',
    'config-path': configuration,
    host: 'localhost',
    port,
    'grpc-host': 'localhost',
    'grpc-port': grpc,
    'metrics-port': metrics,
    // Its default is one socket a machine.
    'legacy-unix-domain-socket': `@imageseal-fulcio-${grpc}`,
  };
  await processes.serve(program, ['serve', ...asFlags(flags)], { probe: `${url}/healthz` });
  const bundle = await fetch(`${url}/api/v2/trustBundle`);
  const { chains } = (await bundle.json()) as { chains: { certificates: string[] }[] };
  const chain = join(folder, 'fulcio.pem');
  writeFileSync(chain, chains.flatMap(({ certificates }) => certificates).join('\n'));
  return { url, chain };
}

async function startRekor(
  program: string,
  processes: Processes,
  folder: string,
): Promise<{ url: string; key: string; origin: string }> {
  const [port, grpc, metrics] = await Promise.all([freePort(), freePort(), freePort()]);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const signer = join(folder, 'rekor.key');
  const key = join(folder, 'rekor.pub');
  writeFileSync(signer, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  writeFileSync(key, publicKey.export({ format: 'pem', type: 'spki' }));
  const url = `http://localhost:${port}`;
  const origin = 'localhost';
  const flags = {
    'http-port': port,
    'grpc-port': grpc,
    'http-metrics-port': metrics,
    hostname: origin,
    'storage-dir': join(folder, 'rekor'),
    'signer-filepath': signer,
    // An answer waits for the checkpoint that covers it: by default 10 seconds.
    'checkpoint-interval': '100ms',
    'batch-max-age': '20ms',
  };
  await processes.serve(program, ['serve', ...asFlags(flags)], { probe: `${url}/healthz` });
  return { url, key, origin };
}

async function startTimestampAuthority(
  program: string,
  processes: Processes,
  folder: string,
): Promise<{ url: string; chain: string }> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const flags = {
    host: 'localhost',
    port,
    // Whoever verifies as the Notary Project does has the root alone.
    'include-chain-in-response': 'true',
    'disable-ntp-monitoring': 'true',
  };
  // It ends when it cannot have port 2112 for its metrics, which no flag changes.
  await processes.serve(program, ['serve', ...asFlags(flags)], { probe: `${origin}/ping` });
  const url = `${origin}/api/v1/timestamp`;
  const chain = join(folder, 'timestamp-authority.pem');
  const answer = await fetch(`${url}/certchain`);
  writeFileSync(chain, await answer.text());
  return { url, chain };
}

function asFlags(flags: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
}
