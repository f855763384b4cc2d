'use client';

import { useTranslations } from 'use-intl';
import { useRewindState } from '../rewind/rewind-store';
import { cx } from '../ui/class-names';
import type { NavItem } from './nav-items';
import { useStatus } from './use-status';

/** What stands at the right of a name in the sidebar. */
export function NavCount({ name }: { readonly name: NavItem['name'] }) {
  const status = useStatus();
  // Beside a page of the past, numbers of the present would be taken for its own.
  const { at: rewoundAt } = useRewindState();
  if (!status || rewoundAt !== null) return null;
  switch (name) {
    case 'now':
      return <FindingsPill className="max-lg:absolute max-lg:-top-0.5 max-lg:-right-0.5" />;
    case 'queues':
      return <Plain>{String(status.queues)}</Plain>;
    case 'workers':
      return <Plain>{`${status.collector.workersUp}/${status.collector.workersTotal}`}</Plain>;
    default:
      return null;
  }
}

function Plain({ children }: { readonly children: string }) {
  return <span className="text-small font-normal text-fg-3 max-lg:hidden">{children}</span>;
}

/** Open findings, in the tint of the worst. */
export function FindingsPill({ className }: { readonly className?: string }) {
  const t = useTranslations('common');
  const status = useStatus();
  const { at: rewoundAt } = useRewindState();
  if (!status || rewoundAt !== null || status.openFindings === 0) return null;
  const critical = status.worstSeverity === 'critical';
  return (
    <span
      className={cx(
        'inline-grid h-4.5 min-w-4.5 place-items-center rounded-full px-1.25 text-micro font-semibold',
        critical
          ? 'bg-severity-critical-tint text-severity-critical'
          : 'bg-severity-warning-tint text-severity-warning',
        className,
      )}
    >
      <span aria-hidden>{status.openFindings}</span>
      <span className="sr-only">{t('problems', { count: status.openFindings })}</span>
    </span>
  );
}
