import type { Task } from './task';

const KEPT_FIRES = 100;

/** One time that a periodic task was sent. */
export interface Fire {
  readonly uuid: string;
  /** Our clock. */
  readonly at: number;
  /** Who sent it (`gen<pid>@host`); null where no `task-sent` told. */
  readonly client: string | null;
}

/** The fires with this one, each message once; the newest hundred. */
export function withFire(
  fires: readonly Fire[],
  { uuid, client }: Pick<Task, 'uuid' | 'client'>,
  at: number,
): readonly Fire[] {
  const known = fires.find((fire) => fire.uuid === uuid);
  if (known === undefined) return [...fires.slice(1 - KEPT_FIRES), { uuid, at, client }];
  // `task-sent` may come after the receipt.
  return known.client === client ? fires : fires.map((fire) => (fire === known ? { ...fire, client } : fire));
}
