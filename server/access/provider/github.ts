import * as client from 'openid-client';
import { z } from 'zod';
import { PLAIN_HTTP } from './plain-http';
import { boundedJson } from './bounded-json';
import { authorizationUrl, callbackUrl, labelOf } from './oidc';
import { ProviderError, type Provider } from './provider';
import type { ProviderConfig } from './provider-config';
import { toProviderError } from './provider-fault';

const Emails = z.array(z.object({ email: z.string(), verified: z.boolean(), primary: z.boolean() }));

/** GitHub knows OAuth 2 only: who it is, is asked of its API. */
export function openGithub(config: ProviderConfig): Provider {
  const { issuer, clientId, clientSecret } = config;
  const at = new client.Configuration(
    {
      issuer: issuer.origin,
      authorization_endpoint: new URL('/login/oauth/authorize', issuer).href,
      token_endpoint: new URL('/login/oauth/access_token', issuer).href,
    },
    clientId,
    undefined,
    client.ClientSecretPost(clientSecret),
  );
  if (issuer.protocol === 'http:') for (const allow of PLAIN_HTTP) allow(at);
  return {
    label: labelOf(config),
    start: (journey) => authorizationUrl(at, config, journey),
    finish: async (query, { state, verifier }) => {
      try {
        const tokens = await client.authorizationCodeGrant(at, callbackUrl(config, query), {
          expectedState: state,
          pkceCodeVerifier: verifier,
        });
        const emails = verified(await boundedJson(emailsUrl(issuer), tokens.access_token));
        return { emails, groups: [] };
      } catch (error) {
        throw toProviderError(error);
      }
    },
  };
}

function emailsUrl(issuer: URL): URL {
  return issuer.hostname === 'github.com'
    ? new URL('https://api.github.com/user/emails')
    : new URL('/api/v3/user/emails', issuer);
}

function verified(answer: unknown): readonly string[] {
  const parsed = Emails.safeParse(answer);
  if (!parsed.success) throw new ProviderError('provider_answer', 'The list of e-mail addresses can not be read.');
  const own = parsed.data.filter((email) => email.verified);
  if (own.length === 0) throw new ProviderError('email_unverified', 'No verified e-mail address.');
  return own.sort((a, b) => Number(b.primary) - Number(a.primary)).map(({ email }) => email);
}
