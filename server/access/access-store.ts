import { z } from 'zod';

/** `login` is somebody on the way to a provider and back. */
export type RecordKind = 'session' | 'token' | 'login';

export interface AccessRecord {
  /** The hash of a secret. */
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Epoch seconds; null: never. */
  readonly expiresAt: number | null;
  readonly usedAt: number;
}

/**
 * What is kept of sessions and issued tokens. All web processes share it, and it does not pass through the collector, so
 * that people can sign in while that is away: that is when they need to. Rejects with a StoreError.
 */
export interface AccessStore {
  put(kind: RecordKind, record: AccessRecord): Promise<void>;
  get(kind: RecordKind, key: string): Promise<AccessRecord | null>;
  /** Gets and deletes in one step: of two who ask, one gets it. */
  take(kind: RecordKind, key: string): Promise<AccessRecord | null>;
  /** Never brings back what was deleted. */
  touch(kind: RecordKind, key: string, usedAt: number): Promise<void>;
  delete(kind: RecordKind, key: string): Promise<boolean>;
  /** The newest in use first, at most 1,000. */
  list(kind: RecordKind): Promise<readonly AccessRecord[]>;
  count(kind: RecordKind): Promise<number>;
  /** Deletes what expired. */
  prune(now: number): Promise<void>;
  close(): Promise<void>;
}

export const MAX_LISTED = 1_000;

const Row = z.object({
  key: z.string(),
  body: z
    .string()
    .transform((text): Record<string, unknown> => z.record(z.string(), z.unknown()).parse(JSON.parse(text))),
  expires: z.number().nullable(),
  used: z.number(),
});

export function toRecord(row: unknown): AccessRecord {
  const { key, body, expires, used } = Row.parse(row);
  return { key, body, expiresAt: expires, usedAt: used };
}
