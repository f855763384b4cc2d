import { z } from 'zod';

/** null is "can't be known". */
export const numeric = z.number().nullable();
export const text = z.string().nullable();
/** A text by its key in the catalogue. */
export const message = z.object({ key: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) });
export const anything = z.record(z.string(), z.unknown());
