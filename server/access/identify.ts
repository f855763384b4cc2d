import type { Door } from '../http/authorise';
import { readAuthorization, type Presented } from '../http/credentials';
import { credentialsNeeded } from '../http/refusals';
import { readCookie } from './cookies';
import { ANYONE, type Identity } from './identity';
import type { IssuedTokens } from './issued-tokens';
import type { PasswordGate } from './password-gate';
import type { Sessions } from './sessions';

/** A proxy that has asked already who it is. */
export interface ProxyRules {
  /** In lower case. */
  readonly userHeader: string;
  readonly groupsHeader: string | null;
}

export interface IdentifyRules {
  /** Nobody is asked who they are. */
  readonly isOpen: boolean;
  readonly urlPrefix: string;
  readonly proxy: ProxyRules | null;
  readonly gate: PasswordGate;
  /** By which name the provider of now is known; of another one nobody vouches any more for who signed in there. */
  readonly provider?: string | null;
  /** null: nothing is kept, so there are no sessions and no issued tokens. */
  readonly kept: { readonly sessions: Sessions; readonly tokens: IssuedTokens } | null;
}

const MAX_NAME = 200;
const MAX_GROUPS = 200;

/** Who asks; rejects with a HttpProblem when that can't be told, or they have guessed too often. */
export async function identityOf(door: Door, rules: IdentifyRules): Promise<Identity> {
  if (rules.isOpen) return ANYONE;
  const byProxy = ofProxy(door, rules);
  if (byProxy !== null) return byProxy;
  const presented = readAuthorization(door.headers.authorization);
  if (presented.kind !== 'none') return ofHeader(presented, door, rules);
  const bySession = await ofSession(door, rules);
  if (bySession !== null) return bySession;
  // The first request of a browser has no credentials: that is no failed attempt.
  throw credentialsNeeded(door.headers);
}

function ofProxy({ headers, trusted = false }: Door, { proxy }: IdentifyRules): Identity | null {
  if (proxy === null || !trusted) return null;
  const name = textOf(headers[proxy.userHeader]);
  if (name === null || name.length > MAX_NAME) return null;
  const groups = proxy.groupsHeader === null ? '' : (textOf(headers[proxy.groupsHeader]) ?? '');
  return {
    ...ANYONE,
    kind: 'user',
    name,
    by: 'proxy',
    email: name.includes('@') ? name : null,
    groups: groups
      .split(',', MAX_GROUPS)
      .map((group) => group.trim())
      .filter(Boolean),
    method: 'proxy',
  };
}

function textOf(header: string | readonly string[] | undefined): string | null {
  if (typeof header !== 'string') return null;
  const text = header.trim();
  return text === '' || /[\u0000-\u001f\u007f]/.test(text) ? null : text;
}

async function ofHeader(
  presented: Presented,
  { address, headers }: Door,
  { gate, kept }: IdentifyRules,
): Promise<Identity> {
  const as = presented.kind === 'basic' ? presented.name : presented.kind;
  gate.expectPatience(address, as);
  const known = gate.known(presented);
  if (known !== null) return { ...ANYONE, ...known, by: 'header', method: 'password' };
  const secret = presented.kind === 'bearer' ? presented.token : presented.kind === 'basic' ? presented.password : '';
  const issued = (await kept?.tokens.find(secret)) ?? null;
  if (issued === null) return gate.fail(address, as, headers);
  const { name, role, queues, tasks } = issued;
  return {
    ...ANYONE,
    kind: 'issued-token',
    name,
    by: 'header',
    method: 'token',
    own: { role, scope: { queues, tasks } },
  };
}

async function ofSession(door: Door, { gate, kept, urlPrefix, provider }: IdentifyRules): Promise<Identity | null> {
  const secret = readCookie(door.headers.cookie, 'session', { secure: door.secure === true, urlPrefix });
  if (secret === null || kept === null) return null;
  const session = await kept.sessions.find(secret, ({ kind, name }) => gate.passwordOf(kind, name));
  if (session === null) return null;
  const { kind, name, email, groups, by, id } = session;
  if (by !== 'password' && by !== provider) return null;
  return { kind, name, by: 'session', email, groups, method: by, own: null, sessionId: id };
}
