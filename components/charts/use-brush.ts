'use client';

import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { markedSteps, NO_BRUSH, pressBrush, stepAt, type Brush } from './brush';

interface BrushOptions {
  /** Steps of the plot. */
  readonly count: number;
  /** A single step was chosen: by click, or Enter on it. */
  readonly onChoose: (step: number) => void;
  /** Several were marked: by drag, or Shift with the arrow keys and Enter. null: nothing can be marked. */
  readonly onMark: ((first: number, last: number) => void) | null;
  /** Escape with nothing left to give up here. */
  readonly onBack: (() => void) | null;
}

/** The pointer, the finger and the keys in a plot of steps. */
export function useBrush({ count, onChoose, onMark, onBack }: BrushOptions) {
  const [brush, setBrush] = useState<Brush>(NO_BRUSH);
  /** Where a drag began; the finger that only taps shows the numbers first. */
  const drag = useRef<{ readonly from: number; readonly wasActive: boolean } | null>(null);

  const stepUnder = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return stepAt((event.clientX - box.left) / Math.max(1, box.width), count);
  };
  const finish = (marked: Brush): void => {
    const steps = markedSteps(marked);
    if (steps !== null && onMark !== null) onMark(steps.first, steps.last);
  };
  return {
    brush: { ...brush, active: brush.active === null ? null : Math.min(brush.active, count - 1) },
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        if (event.button !== 0) return;
        const step = stepUnder(event);
        drag.current = { from: step, wasActive: event.pointerType === 'mouse' || brush.active === step };
        event.currentTarget.setPointerCapture(event.pointerId);
        setBrush({ active: step, anchor: null });
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        const active = stepUnder(event);
        setBrush({ active, anchor: drag.current === null || onMark === null ? null : drag.current.from });
      },
      onPointerUp: (event: PointerEvent<HTMLElement>) => {
        const begun = drag.current;
        drag.current = null;
        if (begun === null) return;
        const active = stepUnder(event);
        if (active === begun.from) {
          setBrush({ active, anchor: null });
          if (begun.wasActive) onChoose(active);
          return;
        }
        // What it stood on is elsewhere when the time has changed.
        setBrush(onMark === null ? { active, anchor: null } : NO_BRUSH);
        finish({ active, anchor: begun.from });
      },
      onPointerCancel: () => {
        drag.current = null;
        setBrush(NO_BRUSH);
      },
      onPointerLeave: (event: PointerEvent<HTMLElement>) => {
        // A finger leaves as it is lifted: what it showed stays to be read.
        if (drag.current === null && event.pointerType === 'mouse') setBrush(NO_BRUSH);
      },
      onBlur: () => setBrush(NO_BRUSH),
      onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
        // What lies inside the plot has keys of its own.
        if (event.target !== event.currentTarget) return;
        if (event.key === 'Enter' && brush.active !== null) {
          if (markedSteps(brush) === null) onChoose(brush.active);
          else {
            finish(brush);
            setBrush(NO_BRUSH);
          }
          return;
        }
        const pressed = { key: event.key, shiftKey: event.shiftKey && onMark !== null };
        const next = pressBrush(brush, pressed, count);
        if (next !== brush) {
          event.preventDefault();
          setBrush(next);
        } else if (event.key === 'Escape' && onBack !== null) onBack();
      },
    },
  };
}
