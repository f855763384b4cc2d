import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { WorkerStatus } from '@/lib/cluster/worker';
import { cx } from './class-names';

const BOX = <rect x="1.75" y="1.75" width="10.5" height="10.5" rx="2.5" />;

const LOOKS: Readonly<Record<WorkerStatus, { readonly text: string; readonly drawing: ReactNode }>> = {
  working: {
    text: 'text-worker-working',
    drawing: (
      <>
        {BOX}
        <path d="M4 7h6v2.4a.6.6 0 0 1-.6.6H4.6a.6.6 0 0 1-.6-.6Z" fill="currentColor" stroke="none" />
      </>
    ),
  },
  idle: { text: 'text-worker-idle', drawing: BOX },
  saturated: {
    text: 'text-worker-saturated',
    drawing: (
      <>
        {BOX}
        <rect x="4" y="4" width="6" height="6" rx=".6" fill="currentColor" stroke="none" />
      </>
    ),
  },
  'not-consuming': {
    text: 'text-worker-stalled',
    drawing: (
      <>
        <rect x="1" y="1" width="12" height="12" rx="3" fill="currentColor" stroke="none" />
        <path d="M5.4 4.8v4.4M8.6 4.8v4.4" className="stroke-canvas" />
      </>
    ),
  },
  unknown: {
    text: 'text-worker-unknown',
    drawing: (
      <>
        <rect x="1.75" y="1.75" width="10.5" height="10.5" rx="2.5" strokeDasharray="2.2 2.1" strokeLinecap="butt" />
        <path d="M5.6 5.7A1.45 1.45 0 1 1 7 7.4v.5M7 9.7v.01" strokeWidth="1.3" />
      </>
    ),
  },
  gone: {
    text: 'text-worker-gone',
    drawing: (
      <>
        {BOX}
        <path d="M4.6 7h4.8" />
      </>
    ),
  },
};

interface WorkerSignProps {
  readonly status: WorkerStatus;
  readonly size?: 14 | 16 | 20;
  readonly className?: string;
}

/** Workers are square. */
export function WorkerSign({ status, size = 14, className }: WorkerSignProps) {
  const { text, drawing } = LOOKS[status];
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 14 14"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
      className={cx('block shrink-0', text, className)}
    >
      {drawing}
    </svg>
  );
}

/** Sign and word. */
export function WorkerLabel({
  status,
  wordClassName,
}: {
  readonly status: WorkerStatus;
  readonly wordClassName?: string;
}) {
  const t = useTranslations('states');
  return (
    <span className="inline-flex items-center gap-1.75 align-middle whitespace-nowrap">
      <WorkerSign status={status} />
      <span className={wordClassName}>{t(`worker.${status}`)}</span>
    </span>
  );
}
