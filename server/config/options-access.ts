import type { EmailRule } from '@/lib/access/email-rule';
import { ROLES, type Role } from '@/lib/access/policy';
import type { ProviderKind } from '../access/provider/provider-config';
import { optional, withDefault } from './option';
import * as value from './values';
import { authProvider, emailRule, headerName } from './values-access';

/** Who may come in, and what they may do. */
export const ACCESS_OPTIONS = {
  basicAuth: withDefault<readonly value.User[]>(value.users(), [], {
    name: 'basic-auth',
    placeholder: 'USER:PASSWORD',
    help: 'Asks for a user and password; several with a comma between. Better given as a variable than on the command line.',
    alsoFrom: ['FLOWER_BASIC_AUTH'],
    secret: true,
  }),
  token: withDefault<readonly value.Token[]>(value.tokens(), [], {
    name: 'token',
    placeholder: '[NAME:]TOKEN',
    help: 'Accepts `Authorization: Bearer TOKEN`, or the token as the password in a browser; several with a comma between.',
    secret: true,
  }),
  noAuth: withDefault(value.onOff(), false, {
    name: 'no-auth',
    placeholder: null,
    help: 'Listens on a public address without asking who calls.',
  }),
  unauthenticatedApi: withDefault(value.onOff(), false, {
    name: 'unauthenticated-api',
    placeholder: 'BOOL',
    help: "Opens Flower's API (`/api/workers`, `/api/task/…`) while nobody signs in.",
    alsoFrom: ['FLOWER_UNAUTHENTICATED_API'],
  }),
  readOnly: withDefault(value.onOff(), false, {
    name: 'read-only',
    placeholder: null,
    help: 'Makes everybody a viewer: revoke, retry and every other control is refused.',
    alsoFrom: ['FLOWER_READ_ONLY'],
  }),
  access: optional(value.anyText('a file'), {
    name: 'access',
    placeholder: 'FILE',
    help: 'JSON file that says who is viewer, operator or admin, of which queues and tasks ([docs/access.md](docs/access.md)).',
    fallbackText: 'whoever gets in is admin',
  }),
  argumentsFrom: optional<Role>(value.oneOf(...ROLES), {
    name: 'arguments-from',
    placeholder: 'ROLE',
    help: 'The least role that sees arguments, results, the texts of exceptions and tracebacks.',
    fallbackText: 'what the access file says, else viewer',
  }),
  authProvider: optional<ProviderKind>(authProvider(), {
    name: 'auth-provider',
    placeholder: 'NAME',
    help: "Where people sign in: `google`, `github`, `gitlab`, `okta`, `keycloak`, or `oidc` for any other OpenID Connect. Flower's class paths are understood.",
    alsoFrom: ['FLOWER_AUTH_PROVIDER'],
  }),
  authIssuer: optional(value.anyText('a URL'), {
    name: 'auth-issuer',
    placeholder: 'URL',
    help: 'The issuer of the provider, such as `https://sso.example.com/realms/main`; for GitHub and GitLab of your own their address.',
    fallbackText: 'that of Google, github.com and gitlab.com',
    alsoFrom: ['FLOWER_OAUTH2_OKTA_BASE_URL', 'FLOWER_GITHUB_OAUTH_DOMAIN', 'FLOWER_GITLAB_OAUTH_DOMAIN'],
  }),
  oauth2Key: optional(value.anyText('the id of a client'), {
    name: 'oauth2-key',
    placeholder: 'ID',
    help: 'Id of the client that is registered at the provider.',
    alsoFrom: ['FLOWER_OAUTH2_KEY'],
  }),
  oauth2Secret: optional(value.anyText('the secret of a client'), {
    name: 'oauth2-secret',
    placeholder: 'SECRET',
    help: 'Secret of that client. Better given as a variable than on the command line.',
    alsoFrom: ['FLOWER_OAUTH2_SECRET'],
    secret: true,
  }),
  oauth2RedirectUri: optional(value.anyText('a URL'), {
    name: 'oauth2-redirect-uri',
    placeholder: 'URL',
    help: 'Where the provider sends people back to, as it is registered there: `https://HOST/login`, with the URL prefix before `/login`.',
    alsoFrom: ['FLOWER_OAUTH2_REDIRECT_URI'],
  }),
  auth: optional<EmailRule>(emailRule(), {
    name: 'auth',
    placeholder: 'RULE',
    help: 'Whose e-mail address may come in by the provider: one address, several with `|` between, or `.*@example.com`.',
    alsoFrom: ['FLOWER_AUTH'],
  }),
  authScopes: optional(value.anyText('scopes with a space between'), {
    name: 'auth-scopes',
    placeholder: 'SCOPES',
    help: 'What is asked of the provider.',
    fallbackText: '`openid email profile`; `user:email` of GitHub',
  }),
  authGroupsClaim: withDefault(value.anyText('the name of a claim'), 'groups', {
    name: 'auth-groups-claim',
    placeholder: 'NAME',
    help: 'Claim that holds the groups of the access file.',
  }),
  gitlabAllowedGroups: withDefault<readonly string[]>(value.list('paths of groups with a comma between'), [], {
    name: 'gitlab-allowed-groups',
    placeholder: 'GROUPS',
    help: 'Only members of one of these groups of GitLab come in.',
    alsoFrom: ['FLOWER_GITLAB_AUTH_ALLOWED_GROUPS'],
  }),
  gitlabMinAccessLevel: withDefault(value.wholeNumber(0, 60), 20, {
    name: 'gitlab-min-access-level',
    placeholder: 'N',
    help: 'The least access level that counts as a member there.',
    alsoFrom: ['FLOWER_GITLAB_MIN_ACCESS_LEVEL'],
  }),
  proxyUserHeader: optional(headerName(), {
    name: 'proxy-user-header',
    placeholder: 'NAME',
    help: 'Header in which a proxy of `--trusted-proxies` says who asks, such as `X-Forwarded-User`; from anybody else it means nothing.',
  }),
  proxyGroupsHeader: optional(headerName(), {
    name: 'proxy-groups-header',
    placeholder: 'NAME',
    help: 'Header in which it says in which groups they are, with a comma between.',
  }),
  sessionLifetime: withDefault(value.duration(60), 86_400, {
    name: 'session-lifetime',
    placeholder: 'TIME',
    help: 'How long a login holds at most.',
    fallbackText: '24h',
  }),
  sessionIdle: withDefault(value.duration(60), 8 * 3_600, {
    name: 'session-idle',
    placeholder: 'TIME',
    help: 'How long it holds without an open page.',
    fallbackText: '8h',
  }),
};
