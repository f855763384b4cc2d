import { z } from 'zod';
import { ROLES } from '@/lib/access/policy';
import type { AccessRecord, AccessStore } from './access-store';
import { keyOf, newSecret } from './secret';
import { idOf } from './sessions';

/** Told apart at sight, by people and by scanners that look for leaked secrets. */
export const TOKEN_PREFIX = 'csc_';

const Body = z.object({
  name: z.string(),
  role: z.enum(ROLES),
  queues: z.array(z.string()).nullable(),
  tasks: z.array(z.string()).nullable(),
  createdAt: z.number(),
  createdBy: z.string(),
  /** The last characters, to find it again among one's own. */
  ending: z.string(),
});

export type IssuedToken = z.infer<typeof Body> & {
  readonly id: string;
  /** null: never. */
  readonly expiresAt: number | null;
  /** null: not yet. */
  readonly usedAt: number | null;
};
export type NewToken = Pick<IssuedToken, 'name' | 'role' | 'queues' | 'tasks' | 'expiresAt' | 'createdBy'>;

const TOUCH_SECONDS = 60;
const MAX_TOKENS = 500;

/** API tokens that admins issue. Only the hash of one is kept, so it can be seen once. */
export class IssuedTokens {
  constructor(
    private readonly store: AccessStore,
    private readonly now: () => number,
  ) {}

  /** null: there are as many as there may be. */
  async create({
    expiresAt,
    ...given
  }: NewToken): Promise<{ readonly token: string; readonly issued: IssuedToken } | null> {
    const now = this.now();
    await this.store.prune(now);
    if ((await this.store.count('token')) >= MAX_TOKENS) return null;
    const token = TOKEN_PREFIX + newSecret();
    const body = { ...given, createdAt: now, ending: token.slice(-4) };
    const key = keyOf(token);
    await this.store.put('token', { key, body, expiresAt, usedAt: 0 });
    return { token, issued: { ...body, id: idOf(key), expiresAt, usedAt: null } };
  }

  async find(token: string): Promise<IssuedToken | null> {
    if (!token.startsWith(TOKEN_PREFIX)) return null;
    const record = await this.store.get('token', keyOf(token));
    const issued = record === null ? null : toToken(record);
    if (record === null || issued === null) return null;
    const now = this.now();
    if (issued.expiresAt !== null && issued.expiresAt <= now) return null;
    if (now - record.usedAt >= TOUCH_SECONDS) await this.store.touch('token', record.key, now);
    return issued;
  }

  async revoke(id: string): Promise<IssuedToken | null> {
    const record = (await this.store.list('token')).find(({ key }) => idOf(key) === id);
    if (record === undefined) return null;
    await this.store.delete('token', record.key);
    return toToken(record);
  }

  async list(): Promise<readonly IssuedToken[]> {
    const tokens = (await this.store.list('token')).map(toToken).filter((token) => token !== null);
    return tokens.sort((a, b) => b.createdAt - a.createdAt);
  }
}

function toToken({ key, body, expiresAt, usedAt }: AccessRecord): IssuedToken | null {
  const parsed = Body.safeParse(body);
  return parsed.success ? { ...parsed.data, id: idOf(key), expiresAt, usedAt: usedAt === 0 ? null : usedAt } : null;
}
