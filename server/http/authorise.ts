import type { IncomingHttpHeaders } from 'node:http';
import { accessOf, may, type Access } from '@/lib/access/access';
import { leastRole, viewNeeds } from '@/lib/access/policy';
import type { Caller } from '../collector/messages';
import { isLoopback } from '../config';
import type { Viewer } from '../views/view';
import { identify, readAuthorization, type Credentials } from './credentials';
import { Attempts } from './attempts';
import { isAskedByOtherSite, isKnownHost, isSameOrigin } from './origin';
import { HttpProblem } from './problem';

/** `public` needs nothing, `view` reads, `control` changes something. */
export type Permission = 'public' | 'view' | 'control';

/** Who asks, once let in. */
export interface Principal {
  readonly name: string;
  readonly canControl: boolean;
  readonly access: Access;
  readonly address: string;
}

/** The part of a request, or of the handshake of a socket, that decides. */
export interface Door {
  /** The cluster that is asked for, where there are several. */
  readonly cluster: string | null;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly address: string;
  /** False where a certificate is asked of clients and this one showed none that holds. */
  readonly certified?: boolean;
  /** The browser's connection has TLS. */
  readonly secure?: boolean;
  /** A live connection must come from our own pages even though it begins with a GET. */
  readonly live?: boolean;
  /** It costs much to answer, so that no page of another site may have it asked, though it could not read the answer. */
  readonly costly?: boolean;
}

export interface AccessRules extends Credentials {
  readonly host: string;
  readonly allowedHosts: readonly string[];
  readonly readOnly: boolean;
}

/**
 * The one point that every handler and the socket pass; rejects with a HttpProblem. `capability` is what the policy is
 * asked for: the action of a control, else a reading.
 */
export type Authorise = (door: Door, permission: Permission, capability?: string) => Promise<Principal>;

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** Whether nobody is asked who he is. */
export function isOpen({ users, tokens }: Credentials): boolean {
  return users.length === 0 && tokens.length === 0;
}

export function createAuthorise(rules: AccessRules, now: () => number): Authorise {
  const open = isOpen(rules);
  const checksHost = rules.allowedHosts.length > 0 || (open && isLoopback(rules.host));
  const failures = new Attempts(now);

  function signedInName({ headers, address }: Door): string {
    if (open) return 'anonymous';
    const presented = readAuthorization(headers.authorization);
    const as = presented.kind === 'basic' ? presented.name : presented.kind;
    const waitSeconds = presented.kind === 'none' ? 0 : failures.waitSeconds(address, as);
    if (waitSeconds > 0) throw tooManyAttempts(waitSeconds);
    const name = identify(presented, rules);
    if (name !== null) return name;
    // The first request of a browser has no credentials: that is no failed attempt.
    if (presented.kind !== 'none') failures.count(address, as);
    throw signIn(presented.kind !== 'none');
  }

  const judge = (door: Door, permission: Permission, capability: string): Principal => {
    if (checksHost && !isKnownHost(door.headers.host, rules.host, rules.allowedHosts)) throw unknownHost();
    const { address } = door;
    const access = accessOf(rules.readOnly ? 'viewer' : 'admin');
    if (permission === 'public') return { name: 'anonymous', canControl: false, access: accessOf('viewer'), address };
    if (door.certified === false) throw certificateNeeded();
    const name = signedInName(door);
    const changes = permission === 'control' || !SAFE_METHODS.includes(door.method) || door.live === true;
    if (changes && !isSameOrigin(door.headers, rules.allowedHosts)) throw crossOrigin(name);
    if (door.costly === true && isAskedByOtherSite(door.headers, rules.allowedHosts)) throw crossOrigin(name);
    if (permission === 'control' && rules.readOnly) throw readOnly(name);
    if (!may(access, capability)) throw notPermitted(name, access, capability);
    return { name, canControl: may(access, 'revoke'), access, address };
  };

  return (door, permission, capability = permission === 'view' ? 'view' : '') =>
    new Promise((resolve) => resolve(judge(door, permission, capability)));
}

function signIn(wrong: boolean): HttpProblem {
  const detail = wrong ? 'The name or the password is wrong.' : 'This needs a user and password, or a token.';
  return new HttpProblem(
    401,
    wrong ? 'wrong_credentials' : 'credentials_needed',
    detail,
    {},
    {
      'www-authenticate': 'Basic realm="Celeryscope", charset="UTF-8"',
    },
  );
}

function tooManyAttempts(waitSeconds: number): HttpProblem {
  return new HttpProblem(
    429,
    'too_many_attempts',
    `Too many wrong passwords; try again in ${waitSeconds} s.`,
    {},
    {
      'retry-after': String(waitSeconds),
    },
  );
}

function certificateNeeded(): HttpProblem {
  return new HttpProblem(401, 'certificate_needed', 'This needs a certificate that --ca-certs knows.');
}

function unknownHost(): HttpProblem {
  return new HttpProblem(
    403,
    'unknown_host',
    'It was called by a name that it does not know; name it with --allowed-hosts.',
  );
}

function crossOrigin(actor: string): HttpProblem {
  return new RefusedPrincipal(
    actor,
    'cross_origin',
    'The request came from a page of another site; name that site with --allowed-hosts.',
  );
}

function readOnly(actor: string): HttpProblem {
  return new RefusedPrincipal(
    actor,
    'read_only',
    'Controls need the permission "control", which --read-only withholds.',
    { permission: 'control' },
  );
}

function notPermitted(actor: string, { role }: Access, capability: string): HttpProblem {
  const needs = leastRole(capability);
  const text =
    needs === null
      ? 'Nobody may do this: the policy does not name it.'
      : `This needs the role ${needs}; ${actor} is ${role}.`;
  return new RefusedPrincipal(actor, 'not_permitted', text, { permission: capability, role, needs });
}

/** A refusal of somebody who is known, for the audit log. */
export class RefusedPrincipal extends HttpProblem {
  constructor(
    readonly actor: string,
    code: string,
    message: string,
    extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(403, code, message, extra);
  }
}

/** Who looks, for a view. */
export function viewerOf({ name, canControl, access }: Principal): Viewer {
  return { name, canControl, access };
}

/** Throws when the policy does not let them watch that view. */
export function checkMayWatch({ name, access }: Viewer, view: string): void {
  const needs = viewNeeds(view);
  if (needs === null || !may(access, needs)) throw notPermitted(name, access, needs ?? '');
}

/** Throws when the policy does not let them; for what the body of a request decides. */
export function checkMay({ name, access }: Principal, capability: string): void {
  if (!may(access, capability)) throw notPermitted(name, access, capability);
}

/** Who acts, for the audit log. */
export function callerOf({ name, address }: Principal): Caller {
  return { actor: name, address };
}
