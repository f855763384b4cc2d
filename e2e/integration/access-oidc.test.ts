import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessServer, type AccessServer } from '@/server/access/access.fixture';
import { Browser, CLIENT, startProvider, type RunningProvider } from '../support/oidc-provider';

const ACCOUNTS = {
  me: { email: 'me@good.com', email_verified: true, groups: ['ops'] },
  night: { email: 'Night@Good.com', email_verified: true, groups: ['night'] },
  unverified: { email: 'boss@good.com', email_verified: false, groups: ['ops'] },
  confusing: { email: 'me@good.com.evil.com', email_verified: true, groups: ['ops'] },
  nobody: { groups: ['ops'] },
};

let port = 0;
let provider: RunningProvider;
const back = () => `http://127.0.0.1:${port}/login`;

beforeAll(async () => {
  port = await freePort();
  provider = await startProvider(back(), ACCOUNTS);
});
afterAll(() => provider.close());

async function serve(issuer = provider.issuer): Promise<AccessServer> {
  const server = await accessServer(
    [
      ...['--auth-provider', 'keycloak', '--auth-issuer', issuer, '--auth', '.*@good.com'],
      ...['--oauth2-key', CLIENT.id, '--oauth2-secret', CLIENT.secret, '--oauth2-redirect-uri', back()],
    ],
    { file: { groups: { ops: 'operator' }, default: 'viewer' } },
  );
  await server.app.listen({ host: '127.0.0.1', port });
  return server;
}

const start = async (browser: Browser, next = '/queues/'): Promise<URL> => {
  const response = await browser.get(`${back()}/start?next=${encodeURIComponent(next)}`);
  return new URL(response.headers.get('location') ?? '', back());
};
const locationOf = (response: Response) => [response.status, response.headers.get('location')];
const ended = (code: string) => [303, `/login/?error=${code}`];
const user = async (browser: Browser): Promise<unknown> => {
  const response = await browser.get(`http://127.0.0.1:${port}/api/v1/status`);
  return response.ok ? ((await response.json()) as { user: unknown }).user : response.status;
};

describe('a login at a provider', () => {
  it('lets in whom the rule and the access file know, where they wanted to go', async () => {
    const server = await serve();
    try {
      const browser = new Browser();
      const page = await start(browser);
      expect(page.searchParams.get('code_challenge_method')).toBe('S256');
      const answer = await browser.signInAt(page.href, 'me', back());
      expect(locationOf(await browser.get(answer))).toEqual([303, '/queues/']);
      expect(await user(browser)).toMatchObject({ name: 'me@good.com', role: 'operator', by: 'session' });
      const other = new Browser();
      await other.get(await other.signInAt((await start(other)).href, 'night', back()));
      expect(await user(other)).toMatchObject({ name: 'night@good.com', role: 'viewer' });
      expect(server.collector.calls.map(({ request }) => request)).toMatchObject([
        { name: 'log-in', actor: 'me@good.com', outcome: 'done', parameters: { method: 'Keycloak' } },
        { name: 'log-in', actor: 'night@good.com', outcome: 'done' },
      ]);
    } finally {
      await server.app.close();
    }
  });

  it.each([
    ['unverified', 'email_unverified'],
    ['confusing', 'email_refused'],
    ['nobody', 'email_unverified'],
  ])('keeps out %s: %s', async (account, code) => {
    const server = await serve();
    try {
      const browser = new Browser();
      const answer = await browser.signInAt((await start(browser)).href, account, back());
      expect(locationOf(await browser.get(answer))).toEqual(ended(code));
      expect(await user(browser)).toBe(401);
      expect(server.collector.calls.map(({ request }) => request)).toMatchObject([
        { name: 'log-in', actor: 'not signed in', outcome: 'refused' },
      ]);
    } finally {
      await server.app.close();
    }
  });

  it('is one way, gone once, by the browser that began it', async () => {
    const server = await serve();
    try {
      const browser = new Browser();
      const answer = await browser.signInAt((await start(browser)).href, 'me', back());
      // The answer that was caught, in the browser of whoever caught it, with a way of its own under way.
      const thief = new Browser();
      expect(locationOf(await thief.get(answer))).toEqual(ended('journey_over'));
      await start(thief);
      expect(locationOf(await thief.get(answer))).toEqual(ended('journey_over'));
      const withoutState = new URL(answer);
      withoutState.searchParams.delete('state');
      const forgetful = new Browser();
      await start(forgetful);
      expect(locationOf(await forgetful.get(withoutState.href))).toEqual(ended('journey_over'));
      expect((await browser.get(answer)).headers.get('location')).toBe('/queues/');
      // Replayed, by the same browser.
      expect(locationOf(await browser.get(answer))).toEqual(ended('journey_over'));
      expect([await user(thief), await user(forgetful)]).toEqual([401, 401]);
    } finally {
      await server.app.close();
    }
  });

  it('takes no code of another way, and no token for another question', async () => {
    const server = await serve();
    try {
      const victim = new Browser();
      const answer = new URL(await victim.signInAt((await start(victim)).href, 'me', back()));
      const thief = new Browser();
      const own = await start(thief);
      // The code of another, with the state of one's own: the proof of the code's owner is missing (PKCE).
      answer.searchParams.set('state', own.searchParams.get('state') ?? '');
      expect(locationOf(await thief.get(answer.href))).toEqual(ended('provider_answer'));
      const asked = await start(thief);
      asked.searchParams.set('nonce', 'another');
      const other = await thief.signInAt(asked.href, 'me', back());
      expect(locationOf(await thief.get(other))).toEqual(ended('provider_answer'));
      expect(await user(thief)).toBe(401);
      expect(server.log()).not.toContain(answer.searchParams.get('code') ?? '-');
      expect(server.log()).not.toContain(CLIENT.secret);
    } finally {
      await server.app.close();
    }
  });

  it('says on the login page that the provider refused or is away, and leads to no other site', async () => {
    const server = await serve('http://127.0.0.1:1');
    try {
      const browser = new Browser();
      expect(locationOf(await browser.get(`${back()}/start`))).toEqual(ended('provider_unreachable'));
    } finally {
      await server.app.close();
    }
    const again = await serve();
    try {
      const browser = new Browser();
      const page = await start(browser, '//evil.example/');
      const refused = new URL(back());
      refused.searchParams.set('error', 'access_denied');
      refused.searchParams.set('state', page.searchParams.get('state') ?? '');
      refused.searchParams.set('iss', provider.issuer);
      expect(locationOf(await browser.get(refused.href))).toEqual(ended('provider_refused'));
      const answer = await browser.signInAt((await start(browser, '//evil.example/')).href, 'me', back());
      expect((await browser.get(answer)).headers.get('location')).toBe('/');
    } finally {
      await again.app.close();
    }
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
