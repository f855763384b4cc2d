import { z } from 'zod';

/** null is "can't be known". */
export const numeric = z.number().nullable();
export const text = z.string().nullable();
export const anything = z.record(z.string(), z.unknown());
