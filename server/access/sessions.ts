import { z } from 'zod';
import type { AccessRecord, AccessStore } from './access-store';
import { keyOf, newSecret, proofOf } from './secret';

const Body = z.object({
  kind: z.enum(['user', 'token']),
  name: z.string(),
  email: z.string().nullable(),
  groups: z.array(z.string()),
  /** How they signed in: `password`, or the name of the provider. */
  by: z.string(),
  proof: z.string().nullable(),
  startedAt: z.number(),
  address: z.string(),
  agent: z.string(),
});

export type Session = z.infer<typeof Body> & {
  /** Names it to admins; nobody can make its secret from it. */
  readonly id: string;
  readonly usedAt: number;
  readonly expiresAt: number;
};

export type SignedIn = Pick<Session, 'kind' | 'name' | 'email' | 'groups' | 'by'>;

export interface SessionLimits {
  /** From the login on, however much it is used. */
  readonly lifetimeSeconds: number;
  /** Without a request and without an open page. */
  readonly idleSeconds: number;
}

/** Each use would be a write; a minute is exact enough for hours of idleness. */
const TOUCH_SECONDS = 60;
const MAX_SESSIONS = 20_000;
const MAX_AGENT = 200;

/** Who is signed in. A session is a random secret in a cookie; what is kept is its hash. */
export class Sessions {
  constructor(
    private readonly store: AccessStore,
    private readonly limits: SessionLimits,
    private readonly now: () => number,
  ) {}

  /** Always a new one: what the browser had before is worth nothing (fixation). */
  async begin(
    who: SignedIn,
    from: { readonly address: string; readonly agent: string },
    password: string | null,
  ): Promise<{ readonly secret: string; readonly expiresAt: number } | null> {
    const now = this.now();
    await this.store.prune(now);
    if ((await this.store.count('session')) >= MAX_SESSIONS) return null;
    const secret = newSecret();
    const expiresAt = now + this.limits.lifetimeSeconds;
    const body = {
      ...who,
      proof: password === null ? null : proofOf(secret, password),
      startedAt: now,
      address: from.address,
      agent: from.agent.slice(0, MAX_AGENT),
    };
    await this.store.put('session', { key: keyOf(secret), body, expiresAt, usedAt: now });
    return { secret, expiresAt };
  }

  /** The session of a secret; null when it ended. `passwordOf` is asked for who signed in with a password. */
  async find(secret: string, passwordOf: (who: SignedIn) => string | null): Promise<Session | null> {
    const record = await this.store.get('session', keyOf(secret));
    const session = record === null ? null : toSession(record);
    if (record === null || session === null) return null;
    const now = this.now();
    const isOver = session.expiresAt <= now || session.usedAt + this.limits.idleSeconds <= now;
    if (isOver || !isProven(session, secret, passwordOf)) {
      await this.store.delete('session', record.key);
      return null;
    }
    if (now - session.usedAt >= TOUCH_SECONDS) await this.store.touch('session', record.key, now);
    return session;
  }

  async end(secret: string): Promise<boolean> {
    return this.store.delete('session', keyOf(secret));
  }

  async endById(id: string): Promise<Session | null> {
    const record = (await this.store.list('session')).find(({ key }) => idOf(key) === id);
    if (record === undefined) return null;
    await this.store.delete('session', record.key);
    return toSession(record);
  }

  async list(): Promise<readonly Session[]> {
    const now = this.now();
    return (await this.store.list('session'))
      .map(toSession)
      .filter((session) => session !== null)
      .filter(({ expiresAt, usedAt }) => expiresAt > now && usedAt + this.limits.idleSeconds > now);
  }
}

function isProven(session: Session, secret: string, passwordOf: (who: SignedIn) => string | null): boolean {
  if (session.proof === null) return true;
  const password = passwordOf(session);
  return password !== null && proofOf(secret, password) === session.proof;
}

export function idOf(key: string): string {
  return key.slice(0, 24);
}

function toSession({ key, body, expiresAt, usedAt }: AccessRecord): Session | null {
  const parsed = Body.safeParse(body);
  return parsed.success ? { ...parsed.data, id: idOf(key), usedAt, expiresAt: expiresAt ?? 0 } : null;
}
