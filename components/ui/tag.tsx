import type { ReactNode } from 'react';
import { cx } from './class-names';

const TONES = {
  neutral: 'bg-inset text-fg-2',
  critical: 'bg-severity-critical-tint text-severity-critical',
  warning: 'bg-severity-warning-tint text-severity-warning',
  notice: 'bg-severity-notice-tint text-severity-notice',
  success: 'bg-state-success-tint text-state-success',
} as const;

export type Tone = keyof typeof TONES;

/** A tinted word beside a title. */
export function Tag({ tone = 'neutral', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return (
    <span
      className={cx(
        'inline-flex h-5 items-center gap-1.25 rounded-sm px-1.75 text-small font-medium whitespace-nowrap',
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}
