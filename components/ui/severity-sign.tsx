import type { ReactNode } from 'react';
import type { Severity } from '@/lib/detectors/finding';
import { cx } from './class-names';

/** `healthy` and `unknown` belong to verdicts only. */
export type Verdict = Severity | 'healthy' | 'unknown';

const MARK = { strokeWidth: '1.7', strokeLinecap: 'round', className: 'stroke-canvas' } as const;

const LOOKS: Readonly<Record<Verdict, { readonly text: string; readonly drawing: ReactNode }>> = {
  critical: {
    text: 'text-severity-critical',
    drawing: (
      <>
        <path
          d="M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2Z"
          fill="currentColor"
          stroke="currentColor"
          strokeLinejoin="round"
        />
        <path d="M8 4.6v4M8 11.2v.05" {...MARK} />
      </>
    ),
  },
  warning: {
    text: 'text-severity-warning',
    drawing: (
      <>
        <path d="M8 1.8 15 14H1Z" fill="currentColor" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" />
        <path d="M8 6.2v3.4M8 11.9v.05" {...MARK} />
      </>
    ),
  },
  notice: {
    text: 'text-severity-notice',
    drawing: (
      <g fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round">
        <circle cx="8" cy="8" r="6.2" />
        <path d="M8 7.4v3.4M8 5.1v.05" />
      </g>
    ),
  },
  healthy: {
    text: 'text-state-success',
    drawing: (
      <g fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round">
        <circle cx="8" cy="8" r="6.2" />
        <path d="m5.4 8.2 1.8 1.8 3.4-3.7" />
      </g>
    ),
  },
  unknown: {
    text: 'text-state-unknown',
    drawing: (
      <g fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round">
        <circle cx="8" cy="8" r="6.2" strokeDasharray="2.8 2.7" strokeLinecap="butt" />
        <path d="M6.4 6.5A1.65 1.65 0 1 1 8 8.5v.6M8 11.2v.01" strokeWidth="1.4" />
      </g>
    ),
  },
};

interface SeveritySignProps {
  readonly severity: Verdict;
  readonly size?: 14 | 16 | 20;
  readonly className?: string;
}

/** Severities are pointed. 14 in lists, 16 in finding titles, 20 in verdicts. */
export function SeveritySign({ severity, size = 14, className }: SeveritySignProps) {
  const { text, drawing } = LOOKS[severity];
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden className={cx('block shrink-0', text, className)}>
      {drawing}
    </svg>
  );
}
