import type { Access, Scope } from '@/lib/access/access';
import { accessOf, isBounded } from '@/lib/access/access';
import { grantOf, type AccessFile } from '@/lib/access/access-file';
import { fitsEmailRule, type EmailRule } from '@/lib/access/email-rule';
import type { Role } from '@/lib/access/policy';

/** How somebody is known to this request: `none` where nobody is asked. */
export type SignedInBy = 'none' | 'header' | 'session' | 'proxy';

/** Who asks, before it is known what they may do. */
export interface Identity {
  readonly kind: 'anyone' | 'user' | 'token' | 'issued-token';
  readonly name: string;
  readonly by: SignedInBy;
  /** Verified by the provider that vouches for it. */
  readonly email: string | null;
  readonly groups: readonly string[];
  /** What vouches for a session: `password`, or the provider. */
  readonly method: string;
  /** What an issued token says itself. */
  readonly own: { readonly role: Role; readonly scope: Scope } | null;
  readonly sessionId: string | null;
}

export const ANYONE: Identity = {
  kind: 'anyone',
  name: 'anonymous',
  by: 'none',
  email: null,
  groups: [],
  method: '',
  own: null,
  sessionId: null,
};

export interface GrantRules {
  readonly file: AccessFile | null;
  /** Flower's `auth`. */
  readonly emailRule: EmailRule | null;
  readonly argumentsFrom: Role | null;
  /** The names of the clusters, where there are several. */
  readonly clusters?: readonly (string | null)[];
}

/** What somebody may do; null: nothing, not even look. Asked at each request, so that a rule holds for old sessions too. */
export function accessFor(who: Identity, rules: GrantRules, cluster: string | null): Access | null {
  const access = grantedIn(cluster, who, rules);
  if (access === null) return null;
  const argumentsFrom = rules.argumentsFrom ?? rules.file?.argumentsFrom ?? 'viewer';
  const { clusters = [] } = rules;
  const isHereOnly = clusters.some((other) => !isWholeAdmin(grantedIn(other, who, rules)));
  return { ...access, argumentsFrom, isHereOnly };
}

function isWholeAdmin(access: Access | null): boolean {
  return access?.role === 'admin' && !isBounded(access);
}

function grantedIn(cluster: string | null, who: Identity, { file, emailRule }: GrantRules): Access | null {
  if (who.kind === 'anyone') return accessOf('admin');
  if (who.own !== null) return accessOf(who.own.role, who.own.scope);
  if (isByProvider(who)) {
    const fits = emailRule === null || (who.email !== null && fitsEmailRule(emailRule, who.email));
    if (!fits) return null;
  }
  const kind = who.kind === 'user' ? 'user' : 'token';
  if (file !== null) return grantOf(file, { kind, name: who.name, email: who.email, groups: who.groups }, cluster);
  // Without a file it is as in Flower: who gets in may do all. A proxy lets in whoever it knows, hence the least.
  return accessOf(who.by === 'proxy' ? 'viewer' : 'admin');
}

function isByProvider({ by, method }: Identity): boolean {
  return by === 'session' && method !== 'password';
}
