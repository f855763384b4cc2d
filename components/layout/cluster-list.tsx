import { usePathname } from 'next/navigation';
import { useTranslations } from 'use-intl';
import type { ClusterLink } from '@/lib/api/page-views';
import { cx } from '../ui/class-names';
import { SeveritySign } from '../ui/severity-sign';
import { BROKER_DOTS } from './broker-dots';

/** All clusters that are watched; each leads to the same page of another one. */
export function ClusterList({ clusters }: { readonly clusters: readonly ClusterLink[] }) {
  const t = useTranslations('common.clusters');
  const broker = useTranslations('common.broker');
  // A task or a worker is known to one of them only.
  const [section = ''] = usePathname().split('/').filter(Boolean);
  return (
    <nav aria-label={t('title')} className="mb-3 border-b border-line pb-2">
      <h2 className="mb-1 text-small text-fg-3">{t('title')}</h2>
      <ul className="-mx-1.5 max-h-80 overflow-y-auto">
        {clusters.map(({ name, href, isCurrent, state, worstSeverity }) => (
          <li key={name}>
            {/* Another export under a prefix of its own: the router of this one can't lead there. */}
            <a
              href={section === '' ? href : `${href}${section}/`}
              aria-current={isCurrent ? 'true' : undefined}
              className={cx(
                'flex min-h-control items-center gap-2 rounded-md px-1.5 hover:bg-subtle max-md:min-h-touch',
                isCurrent && 'font-semibold',
              )}
            >
              <span aria-hidden className={cx('size-1.75 shrink-0 rounded-full', BROKER_DOTS[state])} />
              <span className="min-w-0 flex-1 truncate">{name}</span>
              <span className="text-small text-fg-3">{state === 'connected' ? null : broker(`state.${state}`)}</span>
              {worstSeverity !== null && (
                <>
                  <SeveritySign severity={worstSeverity} />
                  <span className="sr-only">{t(worstSeverity)}</span>
                </>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
