/** What a browser shows in the end. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
}

interface Cookie {
  readonly host: string;
  readonly path: string;
  readonly name: string;
  readonly value: string;
}

/** As much of a browser as signing in takes: redirects, cookies, and a press of the button of a form. */
export class OidcBrowser {
  #cookies: readonly Cookie[] = [];

  /** Opens an address and goes wherever it leads. */
  async visit(address: string): Promise<Page> {
    return await this.#follow(new URL(address), { method: 'GET' });
  }

  /** Sends the form of a page, with what its fields hold already, and `values`. */
  async submit(page: Page, values: Readonly<Record<string, string>> = {}): Promise<Page> {
    const action = /<form[^>]*\baction="([^"]*)"/.exec(page.html)?.[1];
    if (action === undefined) throw new Error(`${page.url} shows no form: ${page.html}`);
    const fields = [...page.html.matchAll(/<input\b[^>]*>/g)].map(([tag]): [string, string] => [
      /\bname="([^"]*)"/.exec(tag)?.[1] ?? '',
      /\bvalue="([^"]*)"/.exec(tag)?.[1] ?? '',
    ]);
    const body = new URLSearchParams({ ...Object.fromEntries(fields), ...values });
    return await this.#follow(new URL(action, page.url), { method: 'POST', body });
  }

  /** Enters the code of a device and confirms it. */
  async enterCode(verificationUri: string, userCode: string): Promise<Page> {
    let page = await this.submit(await this.visit(verificationUri), { user_code: userCode });
    for (let steps = 0; page.html.includes('<form') && steps < 5; steps++) page = await this.submit(page);
    return page;
  }

  async #follow(start: URL, init: RequestInit): Promise<Page> {
    let url = start;
    let request = init;
    for (let hops = 0; hops < 20; hops++) {
      const cookie = this.#cookiesFor(url);
      const response = await fetch(url, { ...request, redirect: 'manual', headers: { cookie } });
      this.#keep(url, response.headers.getSetCookie());
      const location = response.headers.get('location');
      if (location === null) {
        return {
          url: url.href,
          status: response.status,
          headers: response.headers,
          html: await response.text(),
        };
      }
      await response.body?.cancel();
      url = new URL(location, url);
      request = { method: 'GET' };
    }
    throw new Error(`${start.href} redirects for ever`);
  }

  #cookiesFor({ host, pathname }: URL): string {
    return this.#cookies
      .filter((cookie) => cookie.host === host && pathname.startsWith(cookie.path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  #keep({ host }: URL, lines: readonly string[]): void {
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]*)=([^;]*)/.exec(line) ?? [];
      const path = /;\s*path=([^;]*)/i.exec(line)?.[1] ?? '/';
      const others = this.#cookies.filter((c) => c.host !== host || c.path !== path || c.name !== name);
      this.#cookies = value === '' ? others : [...others, { host, path, name, value }];
    }
  }
}
