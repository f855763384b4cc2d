import { ConfigError } from '../../config/config-error';

export const PROVIDER_KINDS = ['google', 'github', 'gitlab', 'okta', 'keycloak', 'oidc'] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/** Where people sign in, as it was configured. */
export interface ProviderConfig {
  readonly kind: ProviderKind;
  /** The issuer; for GitHub, which is none, where its pages are. */
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  /** As it is registered at the provider: the answer is expected there and nowhere else. */
  readonly redirectUri: URL;
  readonly scopes: string;
  readonly groupsClaim: string;
  /** GitLab: only members of one of these, with at least this access level; null: anybody. */
  readonly gitlab: { readonly groups: readonly string[]; readonly minAccessLevel: number } | null;
}

export interface ProviderOptions {
  readonly authProvider: ProviderKind | null;
  readonly authIssuer: string | null;
  readonly oauth2Key: string | null;
  readonly oauth2Secret: string | null;
  readonly oauth2RedirectUri: string | null;
  readonly authScopes: string | null;
  readonly authGroupsClaim: string;
  readonly gitlabAllowedGroups: readonly string[];
  readonly gitlabMinAccessLevel: number;
}

const USUAL_ISSUERS: Partial<Readonly<Record<ProviderKind, string>>> = {
  google: 'https://accounts.google.com',
  github: 'https://github.com',
  gitlab: 'https://gitlab.com',
};

/** null: none is wanted. Throws a ConfigError that names the option that is missing. */
export function providerConfigOf(options: ProviderOptions): ProviderConfig | null {
  const { authProvider: kind, oauth2Key, oauth2Secret, oauth2RedirectUri } = options;
  if (kind === null) return null;
  const missing = (option: string): ConfigError => new ConfigError(`--auth-provider ${kind} needs ${option}.`);
  if (oauth2Key === null) throw missing('--oauth2-key, the id of the client that is registered there');
  if (oauth2Secret === null) throw missing('--oauth2-secret, the secret of that client');
  if (oauth2RedirectUri === null)
    throw missing('--oauth2-redirect-uri, as it is registered there: https://HOST/login under the URL prefix');
  const issuer = options.authIssuer ?? USUAL_ISSUERS[kind];
  if (issuer === undefined) throw missing('--auth-issuer, such as https://sso.example.com/realms/main');
  const { gitlabAllowedGroups: groups, gitlabMinAccessLevel: minAccessLevel } = options;
  const gitlab = kind === 'gitlab' && groups.length > 0 ? { groups, minAccessLevel } : null;
  return {
    kind,
    issuer: issuerOf(kind, issuer),
    clientId: oauth2Key,
    clientSecret: oauth2Secret,
    redirectUri: safeUrl(oauth2RedirectUri, '--oauth2-redirect-uri'),
    scopes: options.authScopes ?? usualScopes(kind, gitlab !== null),
    groupsClaim: options.authGroupsClaim,
    gitlab,
  };
}

function usualScopes(kind: ProviderKind, asksGroups: boolean): string {
  if (kind === 'github') return 'user:email';
  return `openid email profile${asksGroups ? ' read_api' : ''}`;
}

function issuerOf(kind: ProviderKind, text: string): URL {
  // Flower's variables for GitHub and GitLab hold a host name only.
  const url = safeUrl(text.includes('://') ? text : `https://${text}`, '--auth-issuer');
  // Flower's base URL of Okta may end in /oauth2, where the organisation itself is the issuer.
  if (kind === 'okta' && /^\/oauth2\/?$/.test(url.pathname)) url.pathname = '/';
  return url;
}

/** A secret goes there: over TLS, or to this machine. */
function safeUrl(text: string, option: string): URL {
  const url = URL.parse(text);
  const isLocal = url !== null && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url === null || url.username !== '' || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLocal)))
    throw new ConfigError(`${option} must be an https:// URL without a user (http:// for this machine only).`);
  return url;
}
