import type { IncomingHttpHeaders } from 'node:http';
import { accessOf, may, type Access } from '@/lib/access/access';
import { viewNeeds } from '@/lib/access/policy';
import { identityOf, type IdentifyRules } from '../access/identify';
import { accessFor, type GrantRules, type SignedInBy } from '../access/identity';
import { PasswordGate } from '../access/password-gate';
import type { Caller } from '../collector/messages';
import { isLoopback } from '../config';
import type { Viewer } from '../views/view';
import type { Credentials } from './credentials';
import { isAddress, isAskedByOtherSite, isKnownHost, isSameOrigin, isVouchedFor } from './origin';
import { certificateNeeded, crossOrigin, noRole, notPermitted, readOnly, unknownHost } from './refusals';

/** `public` needs nothing, `view` reads, `control` changes something. */
export type Permission = 'public' | 'view' | 'control';

/** Who asks, once let in. */
export interface Principal {
  readonly name: string;
  readonly canControl: boolean;
  readonly access: Access;
  readonly by: SignedInBy;
  /** What vouches for a session: `password`, or the provider. */
  readonly method?: string;
  readonly address: string;
}

/** The part of a request, or of the handshake of a socket, that decides. */
export interface Door {
  /** The cluster that is asked for, where there are several. */
  readonly cluster: string | null;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** Whose request it is, as far as trusted proxies tell. */
  readonly address: string;
  /** False where a certificate is asked of clients and this one showed none that holds. */
  readonly certified?: boolean;
  /** The connection came from a proxy whose word is taken. */
  readonly trusted?: boolean;
  /** The browser's connection has TLS. */
  readonly secure?: boolean;
  /** A live connection must come from our own pages even though it begins with a GET. */
  readonly live?: boolean;
  /** It costs much to answer, so that no page of another site may have it asked, though it could not read the answer. */
  readonly costly?: boolean;
  /** It tells nothing but how we are. */
  readonly isProbe?: boolean;
}

export interface AccessRules extends Credentials, Partial<Omit<IdentifyRules, 'isOpen'>>, Partial<GrantRules> {
  readonly host: string;
  readonly allowedHosts: readonly string[];
  readonly readOnly: boolean;
  /** People can sign in without a password of ours: at a provider. */
  readonly hasProvider?: boolean;
}

/**
 * The one point that every handler and the socket pass; rejects with a HttpProblem. `capability` is what the policy is
 * asked for: the action of a control, else a reading.
 */
export type Authorise = (door: Door, permission: Permission, capability?: string) => Promise<Principal>;

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** Nobody is asked who they are: there is nothing by which anybody could be known. */
export function isOpen({ users, tokens, proxy, hasProvider }: AccessRules): boolean {
  return users.length === 0 && tokens.length === 0 && (proxy ?? null) === null && hasProvider !== true;
}

export function createAuthorise(rules: AccessRules, now: () => number): Authorise {
  const open = isOpen(rules);
  const checksHost = rules.allowedHosts.length > 0 || (open && isLoopback(rules.host));
  const { allowedHosts, file = null, emailRule = null, argumentsFrom = null } = rules;
  const { urlPrefix = '', proxy = null, kept = null, clusters = [], provider = null } = rules;
  const gate = rules.gate ?? new PasswordGate(rules, now);
  const identifying = { isOpen: open, urlPrefix, proxy, kept, gate, provider };
  const granting = { file, emailRule, argumentsFrom, clusters };
  // Flower asks no proxy to pass the Host header on, so many do not.
  const isOurs = (headers: IncomingHttpHeaders): boolean =>
    isSameOrigin(headers, allowedHosts) || (!open && isVouchedFor(headers));

  return async (door, permission, capability = permission === 'view' ? 'view' : '') => {
    const { headers, address } = door;
    const mayCall =
      (door.isProbe === true && isAddress(headers.host)) || isKnownHost(headers.host, rules.host, allowedHosts);
    if (checksHost && !mayCall) throw unknownHost();
    const changes = permission === 'control' || !SAFE_METHODS.includes(door.method) || door.live === true;
    if (permission === 'public') {
      // A page of another site must not sign anybody in or out either.
      if (changes && !isOurs(headers)) throw crossOrigin('not signed in');
      return { name: 'anonymous', canControl: false, access: accessOf('viewer'), by: 'none', address };
    }
    if (door.certified === false) throw certificateNeeded();
    const who = await identityOf(door, identifying);
    const { name, by, method } = who;
    if (changes && !isOurs(headers)) throw crossOrigin(name);
    // A browser adds a cookie by itself, so here it must also say whose page it is that asks.
    if (changes && by === 'session' && !saysItsOrigin(headers)) throw crossOrigin(name);
    if (door.costly === true && isAskedByOtherSite(headers, allowedHosts)) throw crossOrigin(name);
    const granted = accessFor(who, granting, door.cluster);
    if (granted === null) throw noRole(name);
    if (permission === 'control' && rules.readOnly) throw readOnly(name);
    const access: Access = rules.readOnly ? { ...granted, role: 'viewer' } : granted;
    if (!may(access, capability)) throw notPermitted(name, access, capability);
    return { name, canControl: may(access, 'revoke'), access, by, method, address };
  };
}

function saysItsOrigin(headers: IncomingHttpHeaders): boolean {
  return headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
}

/** Who looks, for a view. */
export function viewerOf({ name, canControl, access, by, method = '' }: Principal): Viewer {
  return { name, canControl, access, by, method };
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
