import * as client from 'openid-client';
import { gitlabGroups } from './gitlab-groups';
import { PLAIN_HTTP } from './plain-http';
import { ProviderError, type Journey, type Provider, type Vouched } from './provider';
import type { ProviderConfig } from './provider-config';
import { toProviderError } from './provider-fault';

const TIMEOUT_SECONDS = 10;
const MAX_GROUPS = 500;

const LABELS: Readonly<Record<ProviderConfig['kind'], string>> = {
  google: 'Google',
  github: 'GitHub',
  gitlab: 'GitLab',
  okta: 'Okta',
  keycloak: 'Keycloak',
  oidc: '',
};

export function labelOf({ kind, issuer }: ProviderConfig): string {
  return LABELS[kind] || issuer.host;
}

/** OpenID Connect with discovery, PKCE, state and nonce. What the provider says of itself is read at the first login. */
export function openOidc(config: ProviderConfig): Provider {
  let discovered: Promise<client.Configuration> | null = null;
  const discover = (): Promise<client.Configuration> => {
    discovered ??= discoveryOf(config).catch((error: unknown) => {
      // The next one who comes tries again.
      discovered = null;
      throw error;
    });
    return discovered;
  };
  return {
    label: labelOf(config),
    start: (journey) => toldAsOurs(async () => authorizationUrl(await discover(), config, journey)),
    finish: (query, journey) => toldAsOurs(async () => vouchedFor(await discover(), config, query, journey)),
  };
}

async function toldAsOurs<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toProviderError(error);
  }
}

function discoveryOf({ issuer, clientId, clientSecret }: ProviderConfig): Promise<client.Configuration> {
  const isLocal = issuer.protocol === 'http:';
  return client.discovery(issuer, clientId, clientSecret, undefined, {
    timeout: TIMEOUT_SECONDS,
    ...(isLocal ? { execute: [...PLAIN_HTTP] } : {}),
  });
}

/** The address of the provider's page, for this journey alone. */
export async function authorizationUrl(
  at: client.Configuration,
  { redirectUri, scopes, kind }: ProviderConfig,
  { state, nonce, verifier }: Journey,
): Promise<URL> {
  return client.buildAuthorizationUrl(at, {
    redirect_uri: redirectUri.href,
    scope: scopes,
    state,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(kind === 'github' ? {} : { nonce }),
  });
}

/** Where the browser came back to, as it was registered: a Host header could name another place. */
export function callbackUrl({ redirectUri }: ProviderConfig, query: URLSearchParams): URL {
  const url = new URL(redirectUri);
  for (const [name, value] of query) url.searchParams.append(name, value);
  return url;
}

async function vouchedFor(
  at: client.Configuration,
  config: ProviderConfig,
  query: URLSearchParams,
  { state, nonce, verifier }: Journey,
): Promise<Vouched> {
  const tokens = await client.authorizationCodeGrant(at, callbackUrl(config, query), {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined) throw new ProviderError('provider_answer', 'The provider sent no ID token.');
  const isWhole = claims['email'] !== undefined && claims[config.groupsClaim] !== undefined;
  // Some providers put only the subject into the ID token.
  const more =
    isWhole || at.serverMetadata().userinfo_endpoint === undefined
      ? {}
      : await client.fetchUserInfo(at, tokens.access_token, claims.sub);
  const all: Readonly<Record<string, unknown>> = { ...more, ...claims };
  // An address counts only together with the word, of the same answer, that it was verified.
  const vouching = claims['email'] === undefined ? more : claims;
  const emails = verifiedEmail(vouching);
  const asked = config.gitlab === null ? [] : await gitlabGroups(config, config.gitlab, tokens.access_token);
  return { emails, groups: [...asked, ...textsOf(all[config.groupsClaim])] };
}

function verifiedEmail(claims: Readonly<Record<string, unknown>>): readonly string[] {
  const { email, email_verified: verified } = claims;
  if (typeof email === 'string' && verified === true) return [email];
  throw new ProviderError('email_unverified', 'The provider does not say that the e-mail address is verified.');
}

function textsOf(claim: unknown): readonly string[] {
  if (!Array.isArray(claim)) return [];
  return claim.filter((item): item is string => typeof item === 'string').slice(0, MAX_GROUPS);
}
