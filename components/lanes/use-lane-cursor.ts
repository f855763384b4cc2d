'use client';

import { useRef, useState, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';
import { runKey, type LaneRun, type WorkerRuns } from '@/lib/workers/lane-runs';
import { runAt, type PackedLanes } from '@/lib/workers/pack-lanes';
import { GUTTER_PX, ROW_PX } from './draw-lanes';

/** A run that the reader looks at. */
export interface LaneCursor {
  readonly hostname: string;
  readonly run: LaneRun;
}

interface Drag {
  readonly from: number;
  readonly to: number;
}

interface LaneCursorOptions {
  readonly list: RefObject<HTMLDivElement | null>;
  readonly workers: readonly WorkerRuns[];
  readonly packed: ReadonlyMap<string, PackedLanes>;
  readonly from: number;
  readonly to: number;
  readonly now: number;
  /** Of the plot, without its gutter. */
  readonly width: number;
  readonly onOpen: (uuid: string) => void;
  readonly onZoom: (from: number, to: number) => void;
  readonly onBack: (() => void) | null;
}

/** A bar this near counts as under the pointer. */
const REACH_PX = 3;
/** Less is a click by an unsteady hand. */
const DRAG_PX = 5;
/** A finer time than seconds can't stand in the URL. */
const LEAST_SECONDS = 2;

/** Pointer and keys over the lanes: what is under them, a marked time, and what they ask for. */
export function useLaneCursor(options: LaneCursorOptions) {
  const { list, workers, packed, from, to, now, width } = options;
  const [cursor, setCursor] = useState<LaneCursor | null>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const begun = useRef<number | null>(null);
  const secondsAPixel = (to - from) / Math.max(1, width);
  const timeAt = (x: number) => from + Math.min(width, Math.max(0, x)) * secondsAPixel;
  const rowsOf = (hostname: string) => packed.get(hostname)?.rows ?? [];

  const place = (hostname: string, row: number, index: number): LaneCursor | null => {
    const run = rowsOf(hostname)[row]?.[index];
    return run === undefined ? null : { hostname, run };
  };
  const xOf = (event: PointerEvent) => event.clientX - (list.current?.getBoundingClientRect().left ?? 0) - GUTTER_PX;
  const under = (event: PointerEvent): LaneCursor | null => {
    const target = event.target instanceof Element ? event.target : null;
    const rows = target?.closest('[data-rows]');
    const hostname = target?.closest<HTMLElement>('[data-worker]')?.dataset['worker'];
    if (!rows || hostname === undefined) return null;
    const row = Math.floor((event.clientY - rows.getBoundingClientRect().top) / ROW_PX);
    const runs = rowsOf(hostname)[row] ?? [];
    const index = runAt(runs, timeAt(xOf(event)), REACH_PX * secondsAPixel, now);
    return index === null ? null : place(hostname, row, index);
  };
  const zoom = (a: number, b: number) => {
    const [first, last] = [Math.min(a, b), Math.max(a, b)];
    const spare = Math.max(0, LEAST_SECONDS - (last - first)) / 2;
    options.onZoom(Math.floor(first - spare), Math.ceil(last + spare));
  };
  const zoomAround = (factor: number) => {
    const middle = cursor === null ? (from + to) / 2 : Math.min(to, Math.max(from, cursor.run.startedAt));
    const half = ((to - from) * factor) / 2;
    zoom(middle - half, Math.min(now, middle + half));
  };
  const show = (next: LaneCursor | null) => {
    if (next === null) return;
    setCursor(next);
    const element = list.current?.querySelector(`[data-worker="${CSS.escape(next.hostname)}"]`);
    element?.scrollIntoView({ block: 'nearest' });
  };

  return {
    cursor,
    drag,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
        if (event.button !== 0 || !(event.target instanceof Element) || !event.target.closest('[data-rows]')) return;
        begun.current = xOf(event);
      },
      onPointerMove: (event: PointerEvent<HTMLDivElement>) => {
        const x = xOf(event);
        if (begun.current !== null && Math.abs(x - begun.current) >= DRAG_PX) {
          if (drag === null) event.currentTarget.setPointerCapture(event.pointerId);
          setDrag({ from: timeAt(Math.min(x, begun.current)), to: timeAt(Math.max(x, begun.current)) });
          setCursor(null);
        } else if (begun.current === null) setCursor(under(event));
      },
      onPointerUp: (event: PointerEvent<HTMLDivElement>) => {
        const start = begun.current;
        begun.current = null;
        if (start === null) return;
        if (drag !== null) {
          setDrag(null);
          zoom(drag.from, drag.to);
          return;
        }
        const run = under(event);
        // A finger shows first what it would open.
        if (
          run !== null &&
          (event.pointerType === 'mouse' || (cursor !== null && runKey(run.run) === runKey(cursor.run)))
        )
          options.onOpen(run.run.uuid);
        else setCursor(run);
      },
      onPointerCancel: () => {
        begun.current = null;
        setDrag(null);
      },
      onPointerLeave: (event: PointerEvent<HTMLDivElement>) => {
        if (event.pointerType === 'mouse' && begun.current === null) setCursor(null);
      },
      onBlur: (event: React.FocusEvent<HTMLDivElement>) => {
        if (event.target === event.currentTarget) setCursor(null);
      },
      onKeyDown: (event: KeyboardEvent<HTMLDivElement>) => {
        // Links of the list have keys of their own.
        if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
        const act = {
          ArrowRight: () => show(stepped(cursor, 1)),
          ArrowLeft: () => show(stepped(cursor, -1)),
          ArrowDown: () => show(otherRow(cursor, 1)),
          ArrowUp: () => show(otherRow(cursor, -1)),
          Enter: () => cursor !== null && options.onOpen(cursor.run.uuid),
          '+': () => zoomAround(0.5),
          '=': () => zoomAround(0.5),
          '-': () => zoomAround(2),
          Escape: () => (cursor === null ? options.onBack?.() : setCursor(null)),
        }[event.key];
        if (act === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        act();
      },
    },
  };

  function stepped(at: LaneCursor | null, by: 1 | -1): LaneCursor | null {
    if (at === null) return firstCursor();
    const row = rowOf(at);
    const key = runKey(at.run);
    const here = (rowsOf(at.hostname)[row] ?? []).findIndex((run) => runKey(run) === key);
    return here === -1 ? firstCursor() : place(at.hostname, row, here + by);
  }

  /** Rows move on with the time; the run is still the same. */
  function rowOf({ hostname, run }: LaneCursor): number {
    return packed.get(hostname)?.rowOf.get(runKey(run)) ?? 0;
  }

  function firstCursor(): LaneCursor | null {
    for (const { hostname } of workers) {
      const row = rowsOf(hostname).findIndex((runs) => runs.length > 0);
      if (row !== -1) return place(hostname, row, (rowsOf(hostname)[row]?.length ?? 0) - 1);
    }
    return null;
  }

  /** The nearest run of the next row that has any, on this worker or the next one. */
  function otherRow(at: LaneCursor | null, by: 1 | -1): LaneCursor | null {
    if (at === null) return firstCursor();
    let worker = workers.findIndex(({ hostname }) => hostname === at.hostname);
    let row = rowOf(at) + by;
    while (worker >= 0 && worker < workers.length) {
      const { hostname = '' } = workers[worker] ?? {};
      const rows = rowsOf(hostname);
      for (; row >= 0 && row < rows.length; row += by) {
        const index = runAt(rows[row] ?? [], at.run.startedAt, Infinity, now);
        if (index !== null) return place(hostname, row, index);
      }
      worker += by;
      row = by === 1 ? 0 : rowsOf(workers[worker]?.hostname ?? '').length - 1;
    }
    return null;
  }
}
