import { z } from 'zod';
import { isNestedDeeper } from '@/lib/celery/json-depth';

export const Reason = z.string().trim().max(500).optional();

/** What a Unix worker understands; kombu takes the name as it is. */
export const Signal = z
  .enum(['SIGTERM', 'SIGKILL', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'])
  .default('SIGTERM');

/** Also for tasks of which nothing is known. */
export const Force = z.boolean().default(false);

/** The most tasks that one request may work on. */
export const MAX_SELECTION = 1_000;

/** The tasks an action is for: named one by one, or as a filter with fixed ends. */
export const Selection = z.object({
  uuids: z.array(z.string().min(1).max(1024)).min(1).max(MAX_SELECTION).optional(),
  q: z.string().max(4000).optional(),
  from: z.union([z.string().max(100), z.number().transform(String)]).optional(),
  to: z.union([z.string().max(100), z.number().transform(String)]).optional(),
  /** Answers how many tasks it would be, and does nothing. */
  dryRun: z.boolean().default(false),
});
export type Selection = z.infer<typeof Selection>;

const isUnsafe = (value: unknown): boolean => {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(isUnsafe);
};

/** As deep as a body itself may be. */
const MAX_TEXT_DEPTH = 200;

function jsonText<T extends z.ZodType>(shape: T, what: string) {
  const Text = z.string().refine((text) => {
    if (isNestedDeeper(text, MAX_TEXT_DEPTH)) return false;
    try {
      return shape.safeParse(JSON.parse(text)).success;
    } catch {
      return false;
    }
  }, `must be the JSON text of ${what}`);
  // A number beyond 2^53 was rounded when the body was parsed: better refused than sent changed.
  const Value = shape
    .refine((value) => !isUnsafe(value), 'holds a whole number beyond 2^53; send it as JSON text in a string')
    .transform((value) => JSON.stringify(value));
  return z.union([Text, Value]);
}

export const Args = jsonText(z.array(z.unknown()), 'a list');
export const Kwargs = jsonText(z.record(z.string(), z.unknown()), 'an object');
