import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { openProvider } from '.';
import { providerConfigOf } from './provider-config';

const JOURNEY = { state: 'the-state', nonce: 'n', verifier: 'v'.repeat(43) };

/** A stand-in of GitHub whose account has these addresses; what it was asked for a token. */
async function github(emails: unknown) {
  const asked: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      if (request.url === '/api/v3/user/emails') {
        const isKnown = request.headers.authorization === 'Bearer granted';
        return response.end(JSON.stringify(isKnown ? emails : []));
      }
      asked.push(new URLSearchParams(Buffer.concat(chunks).toString()));
      return response.end(JSON.stringify({ access_token: 'granted', token_type: 'bearer', scope: 'user:email' }));
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const config = providerConfigOf({
    authProvider: 'github',
    authIssuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    oauth2Key: 'key',
    oauth2Secret: 'secret',
    oauth2RedirectUri: 'https://celery.example.com/login',
    authScopes: null,
    authGroupsClaim: 'groups',
    gitlabAllowedGroups: [],
    gitlabMinAccessLevel: 20,
  });
  if (config === null) throw new Error('There is no provider.');
  return { provider: openProvider(config), asked };
}

const back = (state = JOURNEY.state) => new URLSearchParams({ code: 'abc', state });

it('GitHub vouches for verified addresses only, the primary one first', async () => {
  const { provider, asked } = await github([
    { email: 'old@good.com', verified: true, primary: false },
    { email: 'boss@good.com', verified: false, primary: false },
    { email: 'me@good.com', verified: true, primary: true },
  ]);
  expect((await provider.start(JOURNEY)).searchParams.get('code_challenge_method')).toBe('S256');
  expect(await provider.finish(back(), JOURNEY)).toEqual({ emails: ['me@good.com', 'old@good.com'], groups: [] });
  expect(asked[0]?.get('code_verifier')).toBe(JOURNEY.verifier);
});

it.each([
  ['no verified address', [{ email: 'boss@good.com', verified: false, primary: true }], 'email_unverified'],
  ['an address that only says so', [{ email: 'boss@good.com', verified: 'true', primary: true }], 'provider_answer'],
  ['no list at all', { email: 'boss@good.com' }, 'provider_answer'],
])('GitHub with %s lets nobody in', async (_what, emails, code) => {
  const { provider } = await github(emails);
  await expect(provider.finish(back(), JOURNEY)).rejects.toMatchObject({ code });
});

it('an answer of GitHub with another state, or none, gets no token', async () => {
  const { provider, asked } = await github([]);
  await expect(provider.finish(back('another'), JOURNEY)).rejects.toMatchObject({ code: 'provider_answer' });
  await expect(provider.finish(new URLSearchParams({ code: 'abc' }), JOURNEY)).rejects.toMatchObject({
    code: 'provider_answer',
  });
  expect(asked).toEqual([]);
});
