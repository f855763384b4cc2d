import { z } from 'zod';
import type { Completions as Type } from '../../tasks/filter-completion';
import { FILTER_FIELDS, type FilterField } from '../../query/filter';
import { numeric } from './scalars';

const fields = Object.keys(FILTER_FIELDS) as FilterField[];

export const Completions = z.object({
  from: z.number(),
  to: z.number(),
  kind: z.enum(['field', 'value']),
  field: z.enum(fields).nullable(),
  options: z.array(z.object({ text: z.string(), label: z.string(), count: numeric, goesOn: z.boolean() })),
}) satisfies z.ZodType<Type>;
