import { z } from 'zod';

/** `application/problem+json`; `code` is stable, what else helps may stand beside it. */
export const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  requestId: z.string(),
});
