import type { ReactNode } from 'react';
import { cx } from './class-names';

interface SectionProps {
  readonly title: ReactNode;
  /** Grey, beside the title. */
  readonly note?: ReactNode;
  /** At the right. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
  /** Content goes to the page's edges; the head keeps its gutter. */
  readonly flush?: boolean;
  readonly id?: string;
}

/** A region of a page, parted from the one above by a hairline. */
export function Section({ title, note, actions, children, className, flush = false, id }: SectionProps) {
  return (
    <section
      {...(id ? { id } : {})}
      className={cx(
        'border-t border-line pt-4 max-md:pt-3',
        flush ? 'pb-2' : 'px-6 pb-5 max-md:px-4 max-md:pb-4',
        className,
      )}
    >
      <div className={cx('mb-2 flex min-h-7 flex-wrap items-center gap-x-2.5 gap-y-1', flush && 'px-6 max-md:px-4')}>
        <h2 className="text-strong tracking-title">{title}</h2>
        {note && <span className="text-fg-3">{note}</span>}
        {actions && (
          <div className="ml-auto flex items-center gap-2 max-md:w-full max-md:[&>[role=radiogroup]]:flex-1">
            {actions}
          </div>
        )}
      </div>
      {children}
    </section>
  );
}
