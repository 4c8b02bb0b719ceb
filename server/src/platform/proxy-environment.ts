type Environment = Readonly<Record<string, string | undefined>>;

/** The variables as the proxy support of Node's HTTP agents reads them. */
export type ProxyEnvironment = Record<string, string>;

const PROXY_NAMES = ['HTTP_PROXY', 'HTTPS_PROXY'] as const;

/**
 * `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`, in capitals or not (as with curl the small spelling wins), or `undefined`
 * when no proxy is set. `proxy.corp:3128` is read as `http://proxy.corp:3128`.
 * @throws Error that names the variable when its value is not the address of an HTTP proxy; Node would connect directly.
 */
export function proxyEnvironment(env: Environment): ProxyEnvironment | undefined {
  const result: ProxyEnvironment = {};
  for (const name of PROXY_NAMES) {
    const value = env[name.toLowerCase()] || env[name];
    if (!value) continue;
    const address = value.includes('://') ? value : `http://${value}`;
    const scheme = URL.canParse(address) ? new URL(address).protocol : '';
    if (scheme !== 'http:' && scheme !== 'https:') {
      // The value may hold a password.
      throw new Error(`${name} is not the address of an HTTP proxy: write http://host:port or unset it`);
    }
    result[name] = address;
  }
  if (Object.keys(result).length === 0) return undefined;
  const except = env.no_proxy || env.NO_PROXY;
  if (except) result.NO_PROXY = except;
  return result;
}
