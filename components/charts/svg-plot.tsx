'use client';

import { useRef, type ReactNode } from 'react';
import { useWidth } from '../ui/use-width';

interface SvgPlotProps {
  readonly height: number;
  readonly draw: (width: number) => ReactNode;
}

/** Drawn at its own width in pixels, so that lines and patterns are never stretched. */
export function SvgPlot({ height, draw }: SvgPlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  return (
    <div ref={box} aria-hidden className="absolute inset-0">
      {width > 0 && (
        <svg width={width} height={height} className="absolute inset-0 overflow-visible">
          {draw(width)}
        </svg>
      )}
    </div>
  );
}
