import { barsOf, linePath } from './sparkline-shape';

interface SparklineProps {
  /** Oldest first; null where nothing was measured. */
  readonly values: readonly (number | null)[];
  /** The sentence that it shows. */
  readonly label: string;
  readonly width?: number;
  readonly height?: number;
  readonly kind?: 'bars' | 'line';
  /** Neutral unless it shows failures. */
  readonly tone?: 'neutral' | 'failure';
}

/** Inline SVG: no chart library in a row of a table. Zero is a tick of 1 px, not measured is a gap. */
export function Sparkline({ values, label, width = 64, height = 20, kind = 'bars', tone = 'neutral' }: SparklineProps) {
  const colour = tone === 'failure' ? 'text-state-failure-fill' : 'text-fg-3';
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
      className={colour}
    >
      {kind === 'bars'
        ? barsOf(values, width, height).map((bar) => (
            <rect
              key={bar.x}
              x={bar.x}
              y={bar.y}
              width={bar.width}
              height={bar.height}
              className={bar.zero ? 'fill-line-strong' : 'fill-current'}
            />
          ))
        : linePath(values, width, height).map((path) => (
            <g key={path.line}>
              <path d={path.area} className="fill-current opacity-10" />
              <path d={path.line} className="fill-none stroke-current" strokeWidth="1.25" strokeLinejoin="round" />
            </g>
          ))}
    </svg>
  );
}
