'use client';

import { useEffect, useState, type RefObject } from 'react';

/** Which rows are drawn, and the heights that stand for the others. */
export interface RowWindow {
  readonly first: number;
  readonly last: number;
  readonly before: number;
  readonly after: number;
}

/** Up to this many rows all are drawn: the browser's own search finds them, and nothing jumps. */
const ALL_DRAWN = 200;
const OVERSCAN = 20;

/** Rows have one height, so that their places are known without measuring. The page itself scrolls. */
export function useRowWindow(list: RefObject<HTMLElement | null>, count: number, rowHeight: number): RowWindow {
  const [top, setTop] = useState(0);
  const windowed = count > ALL_DRAWN;
  useEffect(() => {
    if (!windowed) return;
    const measure = () => {
      const above = -(list.current?.getBoundingClientRect().top ?? 0);
      // Steps of half the overscan: a new state for each pixel would draw for nothing.
      const step = (OVERSCAN / 2) * rowHeight;
      setTop(Math.max(0, Math.floor(above / step) * step));
    };
    measure();
    window.addEventListener('scroll', measure, { passive: true });
    window.addEventListener('resize', measure);
    return () => {
      window.removeEventListener('scroll', measure);
      window.removeEventListener('resize', measure);
    };
  }, [list, rowHeight, windowed]);
  if (!windowed) return { first: 0, last: count, before: 0, after: 0 };
  return windowAt(top, window.innerHeight, count, rowHeight);
}

export function windowAt(top: number, height: number, count: number, rowHeight: number): RowWindow {
  const first = Math.min(Math.max(0, Math.floor(top / rowHeight) - OVERSCAN), Math.max(0, count - 1));
  const last = Math.min(count, first + Math.ceil(height / rowHeight) + 2 * OVERSCAN + OVERSCAN / 2);
  return { first, last, before: first * rowHeight, after: (count - last) * rowHeight };
}
