'use client';

import { createContext, useContext, useMemo, type ReactNode } from 'react';
import type { MarksView } from '@/lib/api/marks-view';

/** What all charts of a page share: its time and what explains it. */
export interface ChartContext {
  readonly marks: MarksView | undefined;
  /** Shows a part of the time; null where the page has only one. */
  readonly zoom: ((from: number, to: number) => void) | null;
  readonly back: (() => void) | null;
}

const NOTHING: ChartContext = { marks: undefined, zoom: null, back: null };

const Context = createContext<ChartContext>(NOTHING);

export function ChartsOf({ marks, zoom, back, children }: ChartContext & { readonly children: ReactNode }) {
  const value = useMemo(() => ({ marks, zoom, back }), [marks, zoom, back]);
  return <Context value={value}>{children}</Context>;
}

export function useChartContext(): ChartContext {
  return useContext(Context);
}
