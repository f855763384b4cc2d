import { z } from 'zod';

export const JobParams = z.object({ id: z.string().min(1).max(64) });
