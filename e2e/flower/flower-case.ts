/** Who is let in where a password is asked for. */
export const SIGNED_IN = { authorization: `Basic ${Buffer.from('ada:secret').toString('base64')}` };

/** Which pair of servers is asked: open to all, closed by Flower's own rule, or with a password and read-only. */
export type Pair = 'open' | 'closed' | 'locked';

/** One request that is sent to a real Flower and to us, in this order. */
export interface FlowerCase {
  readonly on?: Pair;
  readonly method?: 'GET' | 'POST' | 'HEAD' | 'OPTIONS' | 'DELETE';
  /**
   * Names in braces stand for what is known when it runs, encoded for a URL: `{worker}`, and uuids of tasks that ended
   * before: `{added}`, `{failed}`, `{retried}`, one that runs: `{napping}`, and one with an eta: `{scheduled}`; `{own}` is a name
   * that is another one for each of the two.
   */
  readonly path: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** A body as it stands, instead of `form` and `json`. */
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where `state` is what was so at that instant, by chance another one for each of the two. */
  readonly atThatInstant?: { readonly states: readonly string[]; readonly because: string };
  /** Members of the answer, at any depth, that are not compared; `differs` says why. */
  readonly ignore?: readonly string[];
  /** Why ours is another answer on purpose. Without it both must be the same: status, and text or shape of the JSON. */
  readonly differs?: string;
  /** What ours must be where it differs. */
  readonly ours?: { readonly status: number; readonly text?: string | RegExp };
}

/** A short way to write many that are alike. */
export function cases(on: Pair, ...list: readonly FlowerCase[]): readonly FlowerCase[] {
  return list.map((one) => ({ on, ...one }));
}
