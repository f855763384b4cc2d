import type { ReactNode } from 'react';
import type { Scale } from './scale';

interface PlotFrameProps {
  readonly scale: Scale;
  readonly height: number;
  readonly format: (value: number) => string;
  readonly children: ReactNode;
  readonly className?: string;
}

/** Baseline and grid lines with their labels at the left. */
export function PlotFrame({ scale, height, format, children, className = '' }: PlotFrameProps) {
  return (
    <div className={`relative border-b border-line-strong ${className}`} style={{ height }}>
      {scale.lines.map((value) => (
        <div
          key={value}
          aria-hidden
          className="absolute inset-x-0 border-t border-line"
          style={{ bottom: `${(value / scale.top) * 100}%` }}
        >
          <span className="absolute -top-2 -left-9 w-7.5 text-right text-micro text-fg-3">{format(value)}</span>
        </div>
      ))}
      {children}
    </div>
  );
}
