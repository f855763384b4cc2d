'use client';

import { useEffect, useId, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { placeTooltip, type TooltipSide } from './tooltip-place';

interface TooltipProps {
  /** Nothing shown when empty. */
  readonly content: ReactNode;
  readonly side?: TooltipSide;
  /** One element. */
  readonly children: ReactNode;
}

// Long enough to pass over a row of buttons in peace.
const DELAY_MS = 300;

/**
 * Words for an element under the pointer or focus. It stays while the pointer is on it, goes with Escape (WCAG 1.4.13),
 * and lies in the browser's top layer, so that it is seen over dialogs and never cut off.
 */
export function Tooltip({ content, side = 'top', children }: TooltipProps) {
  const [shown, setShown] = useState(false);
  const anchor = useRef<HTMLSpanElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const cancel = () => {
    if (timer.current !== null) clearTimeout(timer.current);
  };
  useEffect(() => cancel, []);
  if (content === null || content === undefined || content === '') return children;
  const after = (ms: number, next: boolean) => {
    cancel();
    timer.current = setTimeout(() => setShown(next), ms);
  };
  return (
    <span
      ref={anchor}
      className="contents"
      onPointerEnter={(event) => event.pointerType === 'mouse' && after(DELAY_MS, true)}
      onPointerLeave={() => after(100, false)}
      onPointerDown={() => after(0, false)}
      onFocus={(event) => event.target.matches(':focus-visible') && after(0, true)}
      onBlur={() => after(0, false)}
      onKeyDown={(event) => event.key === 'Escape' && after(0, false)}
    >
      {children}
      {shown && (
        <Bubble anchor={anchor} side={side}>
          {content}
        </Bubble>
      )}
    </span>
  );
}

interface BubbleProps {
  readonly anchor: React.RefObject<HTMLSpanElement | null>;
  readonly side: TooltipSide;
  readonly children: ReactNode;
}

function Bubble({ anchor, side, children }: BubbleProps) {
  const id = useId();
  const ref = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const bubble = ref.current;
    const target = anchor.current?.firstElementChild;
    if (!bubble || !target) return;
    target.setAttribute('aria-describedby', id);
    bubble.showPopover();
    const room = { width: window.innerWidth, height: window.innerHeight };
    const place = placeTooltip(target.getBoundingClientRect(), bubble.getBoundingClientRect(), room, side);
    bubble.style.left = `${place.left}px`;
    bubble.style.top = `${place.top}px`;
    return () => target.removeAttribute('aria-describedby');
  }, [anchor, id, side]);
  return (
    <span
      ref={ref}
      id={id}
      role="tooltip"
      popover="manual"
      className="inset-auto m-0 max-w-80 rounded-lg bg-overlay px-2.5 py-1.5 text-left text-small font-normal whitespace-normal text-fg-2 shadow-overlay wrap-anywhere"
    >
      {children}
    </span>
  );
}
