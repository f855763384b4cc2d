import type { Period } from '@/lib/api/views';

/** How far back the slider goes. */
export const SPANS = ['15m', '1h', '6h', '24h', '7d'] as const satisfies readonly Period[];
export type Span = (typeof SPANS)[number];

/** Its length, and a step of it, in seconds: about as many steps as it has pixels. */
export const SPAN_SECONDS: Readonly<Record<Span, { readonly length: number; readonly step: number }>> = {
  '15m': { length: 900, step: 1 },
  '1h': { length: 3_600, step: 5 },
  '6h': { length: 21_600, step: 30 },
  '24h': { length: 86_400, step: 60 },
  '7d': { length: 604_800, step: 600 },
};
