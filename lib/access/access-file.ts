import { z } from 'zod';
import type { Access, Scope } from './access';
import { ROLES } from './policy';

const MAX_NAMES = 1_000;

const RoleOrNone = z.enum([...ROLES, 'none'], { error: `must be one of ${ROLES.join(', ')}, none` });
/** Quotes, commas and brackets have a meaning in filters, which carry the scope to the store. */
export const Pattern = z
  .string()
  .regex(
    /^[^\s(),"\\]{1,200}$/,
    'must be a name or a pattern such as mail.*, without spaces, commas, quotes or brackets',
  );
const Patterns = z.array(Pattern).min(1, 'must name at least one pattern').max(100);
const Bounds = { queues: Patterns.optional(), tasks: Patterns.optional() };

const ClusterGrant = z.union([RoleOrNone, z.strictObject({ role: RoleOrNone, ...Bounds })], {
  error: 'must be a role, or {"role": …, "queues": […], "tasks": […]}',
});
const Grant = z.union(
  [
    RoleOrNone,
    z.strictObject({
      role: RoleOrNone,
      ...Bounds,
      clusters: z.record(z.string().min(1).max(100), ClusterGrant).optional(),
    }),
  ],
  { error: 'must be a role, or {"role": …, "queues": […], "tasks": […], "clusters": {…}}' },
);
type Grant = z.infer<typeof Grant>;

const Grants = z
  .record(z.string().min(1).max(200), Grant)
  .refine((grants) => Object.keys(grants).length <= MAX_NAMES, `must have at most ${MAX_NAMES} names`)
  .default({});

/** Who has which role, as an operator writes it down. */
export const AccessFile = z.strictObject({
  default: Grant.default('none'),
  users: Grants,
  emails: Grants,
  groups: Grants,
  tokens: Grants,
  argumentsFrom: z.enum(ROLES, { error: `must be one of ${ROLES.join(', ')}` }).default('viewer'),
});
export type AccessFile = z.infer<typeof AccessFile>;

/** Who asks, as far as the file can tell people apart. */
export interface Known {
  readonly kind: 'user' | 'token';
  readonly name: string;
  /** Verified by who vouches for it; null: none. */
  readonly email: string | null;
  readonly groups: readonly string[];
}

/**
 * What somebody may do in a cluster; null: nothing at all. The most exact entry decides alone: the user's own, then the
 * e-mail patterns in the order of the file, then the strongest of the groups, then the default.
 */
export function grantOf(file: AccessFile, who: Known, cluster: string | null): Access | null {
  const named = (grants: Readonly<Record<string, Grant>>, name: string): Grant | undefined =>
    Object.hasOwn(grants, name) ? grants[name] : undefined;
  const asAccess = (grant: Grant): Access | null => toAccess(grant, cluster, file);
  if (who.kind === 'token') return asAccess(named(file.tokens, who.name) ?? file.default);
  const own = named(file.users, who.name);
  if (own !== undefined) return asAccess(own);
  const { email } = who;
  const byEmail = email === null ? undefined : Object.entries(file.emails).find(([rule]) => isEmailOf(rule, email));
  if (byEmail !== undefined) return asAccess(byEmail[1]);
  const ofGroups = who.groups.map((group) => named(file.groups, group)).filter((grant) => grant !== undefined);
  if (ofGroups.length === 0) return asAccess(file.default);
  return ofGroups.map(asAccess).reduce((best, next) => (strength(next) > strength(best) ? next : best), null);
}

/** `*@example.com`, or a whole address: the only `*` there may be stands for all before the `@`. */
function isEmailOf(rule: string, email: string): boolean {
  const [wanted, given] = [rule.toLowerCase(), email.toLowerCase()];
  if (!wanted.startsWith('*@')) return wanted === given;
  return given.slice(given.lastIndexOf('@') + 1) === wanted.slice(2);
}

function strength(access: Access | null): number {
  return access === null ? -1 : ROLES.indexOf(access.role);
}

function toAccess(grant: Grant, cluster: string | null, { argumentsFrom }: AccessFile): Access | null {
  const here = inCluster(grant, cluster);
  const { role, ...bounds } = typeof here === 'string' ? { role: here } : here;
  if (role === 'none') return null;
  return { role, scope: toScope(bounds), argumentsFrom };
}

function inCluster(grant: Grant, cluster: string | null): Grant {
  if (typeof grant === 'string' || grant.clusters === undefined || cluster === null) return grant;
  return Object.hasOwn(grant.clusters, cluster) ? (grant.clusters[cluster] ?? 'none') : grant;
}

function toScope({ queues, tasks }: { queues?: string[] | undefined; tasks?: string[] | undefined }): Scope {
  return { queues: queues ?? null, tasks: tasks ?? null };
}

export type ReadAccessFile =
  { readonly ok: true; readonly file: AccessFile } | { readonly ok: false; readonly reason: string };

/** Reads the text of an access file; a reason names the place and what is allowed there. */
export function readAccessFile(text: string): ReadAccessFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Where JSON.parse stopped helps less than the plain fact.
    return { ok: false, reason: 'it is not valid JSON' };
  }
  const parsed = AccessFile.safeParse(json);
  if (parsed.success) return { ok: true, file: parsed.data };
  const [issue] = parsed.error.issues;
  return { ok: false, reason: `${issue?.path.join('.') || 'the file'} ${issue?.message ?? 'is not allowed'}` };
}
