import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export interface Account {
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly groups?: readonly string[];
}

export interface RunningProvider {
  readonly issuer: string;
  readonly close: () => Promise<void>;
}

export const CLIENT = { id: 'celeryscope', secret: 'a-secret-of-the-client' };

/** A real OpenID Connect provider on this machine, whose accounts are these. */
export async function startProvider(
  redirectUri: string,
  accounts: Readonly<Record<string, Account>>,
): Promise<RunningProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['groups'] },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts[id] }) }),
    cookies: { keys: ['of-a-test'] },
  });
  const handle = provider.callback();
  server.on('request', (request, response) => void handle(request, response));
  return { issuer, close: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** A browser as far as logins need one: it keeps cookies by host and follows no redirect by itself. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();

  async get(url: string): Promise<Response> {
    return this.#ask(url, {});
  }

  async post(url: string, form: Readonly<Record<string, string>>): Promise<Response> {
    return this.#ask(url, { method: 'POST', body: new URLSearchParams(form) });
  }

  cookie(url: string): string {
    const jar = this.#cookies.get(new URL(url).host) ?? new Map<string, string>();
    return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async #ask(url: string, init: RequestInit): Promise<Response> {
    const { host } = new URL(url);
    // The server at an address may be another one by the next request.
    const headers = { cookie: this.cookie(url), connection: 'close' };
    const response = await fetch(url, { ...init, redirect: 'manual', headers });
    const jar = this.#cookies.get(host) ?? new Map<string, string>();
    for (const header of response.headers.getSetCookie()) {
      const [pair = ''] = header.split(';');
      const equals = pair.indexOf('=');
      const isOver = /max-age=0|expires=thu, 01 jan 1970/i.test(header);
      if (isOver) jar.delete(pair.slice(0, equals));
      else jar.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
    this.#cookies.set(host, jar);
    return response;
  }

  /** Signs in at the provider, from its page on, and agrees to all; the address that it sends back to. */
  async signInAt(page: string, account: string, back: string): Promise<string> {
    let url = page;
    for (let step = 0; step < 20; step += 1) {
      if (url.startsWith(back)) return url;
      const response = await this.get(url);
      const location = response.headers.get('location');
      if (location !== null) url = new URL(location, url).href;
      else url = await this.#answer(url, await response.text(), account);
    }
    throw new Error(`The provider did not send back; it stopped at ${url}.`);
  }

  async #answer(url: string, html: string, account: string): Promise<string> {
    const action = /<form[^>]*action="([^"]+)"/.exec(html)?.[1] ?? url;
    const prompt = /name="prompt" value="(\w+)"/.exec(html)?.[1] ?? 'login';
    const form: Record<string, string> = prompt === 'login' ? { prompt, login: account, password: 'any' } : { prompt };
    const response = await this.post(new URL(action, url).href, form);
    return new URL(response.headers.get('location') ?? '', url).href;
  }
}
