import { z } from 'zod';
import type { AccessStore } from './access-store';
import type { Journey } from './provider/provider';
import { keyOf, newSecret } from './secret';

const Body = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), next: z.string() });

/** How long somebody may take at the provider. */
export const JOURNEY_SECONDS = 600;
const MAX_JOURNEYS = 5_000;

/** Who is on the way to a provider and back: each way can be gone once, by the browser that began it. */
export class Journeys {
  constructor(
    private readonly store: AccessStore,
    private readonly now: () => number,
  ) {}

  /** null: too many are under way. */
  async begin(next: string): Promise<{ readonly secret: string; readonly journey: Journey } | null> {
    const now = this.now();
    await this.store.prune(now);
    if ((await this.store.count('login')) >= MAX_JOURNEYS) return null;
    const secret = newSecret();
    const journey = { state: newSecret(), nonce: newSecret(), verifier: newSecret() };
    const record = { key: keyOf(secret), body: { ...journey, next }, expiresAt: now + JOURNEY_SECONDS, usedAt: now };
    await this.store.put('login', record);
    return { secret, journey };
  }

  /** The journey that this browser began; it is over with this. */
  async end(secret: string): Promise<(Journey & { readonly next: string }) | null> {
    const record = await this.store.take('login', keyOf(secret));
    if (record === null || (record.expiresAt ?? 0) <= this.now()) return null;
    const parsed = Body.safeParse(record.body);
    return parsed.success ? parsed.data : null;
  }
}
