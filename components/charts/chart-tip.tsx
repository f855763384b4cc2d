import type { ReactNode } from 'react';

interface ChartTipProps {
  /** Of the crosshair, 0 to 1. */
  readonly position: number;
  readonly title: ReactNode;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

/** The line under the pointer and the numbers beside it, on the side where there is room. */
export function ChartTip({ position, title, note, children }: ChartTipProps) {
  const leftOfLine = position > 0.5;
  return (
    <div
      className="pointer-events-none absolute inset-y-0 z-10 border-l border-fg-3"
      style={{ left: `${position * 100}%` }}
    >
      <div
        role="status"
        className={`absolute -top-1.5 w-max min-w-37 rounded-lg bg-overlay px-2.5 py-2 text-small leading-4.5 shadow-overlay ${leftOfLine ? 'right-2' : 'left-2'}`}
      >
        <b>{title}</b>
        {children}
        {note && <p className="text-micro text-fg-3">{note}</p>}
      </div>
    </div>
  );
}
