import type { ReactNode } from 'react';

export interface GridLine {
  /** Height above the baseline, 0 to 1. */
  readonly share: number;
  readonly text: string;
}

interface PlotFrameProps {
  readonly lines: readonly GridLine[];
  readonly height: number;
  readonly children: ReactNode;
  readonly className?: string;
}

/** Baseline and grid lines with their labels at the left. */
export function PlotFrame({ lines, height, children, className = '' }: PlotFrameProps) {
  return (
    <div className={`relative border-b border-line-strong ${className}`} style={{ height }}>
      {lines.map(({ share, text }) => (
        <div
          key={share}
          aria-hidden
          className="absolute inset-x-0 border-t border-line"
          style={{ bottom: `${share * 100}%` }}
        >
          <span className="absolute -top-2 right-full mr-1.5 text-micro whitespace-nowrap text-fg-3">{text}</span>
        </div>
      ))}
      {children}
    </div>
  );
}
