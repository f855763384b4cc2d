import type { ReactNode } from 'react';
import { cx } from './class-names';

interface EmptyStateProps {
  readonly title: ReactNode;
  readonly children?: ReactNode;
  /** One primary action at most. */
  readonly action?: ReactNode;
  readonly className?: string;
}

/** Left-aligned, in the page's own layout: the cause first, then what to do. */
export function EmptyState({ title, children, action, className }: EmptyStateProps) {
  return (
    <div className={cx('px-6 py-5 max-md:px-4', className)}>
      <h3 className="text-strong">{title}</h3>
      {children && <div className="mt-0.5 max-w-160 text-fg-2">{children}</div>}
      {action && <div className="mt-3 flex flex-wrap items-center gap-2">{action}</div>}
    </div>
  );
}

/** What to do, in order. */
export function Steps({ children }: { readonly children: ReactNode }) {
  return <ol className="max-w-155 [counter-reset:step]">{children}</ol>;
}

export function Step({ title, children }: { readonly title: ReactNode; readonly children: ReactNode }) {
  return (
    <li className="relative pb-4.5 pl-9 [counter-increment:step] before:absolute before:top-0 before:left-0 before:grid before:size-5 before:place-items-center before:rounded-full before:border before:border-line-control before:text-micro before:text-fg-2 before:content-[counter(step)] not-last:after:absolute not-last:after:top-6 not-last:after:bottom-1 not-last:after:left-2.5 not-last:after:border-l not-last:after:border-line-strong last:pb-1">
      <h2 className="text-strong">{title}</h2>
      <div className="mt-0.5 text-fg-2">{children}</div>
    </li>
  );
}
