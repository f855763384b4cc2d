import { z } from 'zod';
import type { TransportOptions } from './broker';

/** kombu's own defaults. */
export const defaultTransportOptions: TransportOptions = {
  globalKeyprefix: '',
  fanoutPrefix: true,
  fanoutPatterns: true,
  prioritySteps: [0, 3, 6, 9],
  sep: '\x06\x16',
  unackedKey: 'unacked',
  unackedIndexKey: 'unacked_index',
  eventExchange: 'celeryev',
  controlExchange: 'celery',
  masterName: null,
};

const name = z.string().max(200);
const key = name.min(1);
const bounded = {
  globalKeyprefix: name,
  fanoutPrefix: z.union([z.boolean(), name]),
  fanoutPatterns: z.boolean(),
  prioritySteps: z.array(z.int().min(0).max(255)).min(1).max(32),
  sep: key,
  unackedKey: key,
  unackedIndexKey: key,
  eventExchange: key,
  controlExchange: key,
  masterName: key.nullable(),
};
const single = z.object(bounded).partial();

/** Options as workers and users name them; a value that no broker can have is left out, the others count. */
export function mergeTransportOptions(base: TransportOptions, changes: Partial<TransportOptions>): TransportOptions {
  const merged: Record<string, unknown> = { ...base };
  for (const [field, value] of Object.entries<unknown>(changes)) {
    const parsed = single.safeParse({ [field]: value });
    if (parsed.success && value !== undefined) Object.assign(merged, parsed.data);
  }
  const options = z.object(bounded).parse(merged);
  return { ...options, prioritySteps: [...new Set(options.prioritySteps)].sort((a, b) => a - b) };
}
