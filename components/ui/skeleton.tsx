import { useTranslations } from 'use-intl';
import { cx } from './class-names';

/** A quiet block where something will stand. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden className={cx('block rounded-sm bg-inset', className)} />;
}

/** Rows of a list that is on its way; says so once to a screen reader. */
export function LoadingRows({ rows = 6 }: { readonly rows?: number }) {
  const t = useTranslations('common');
  return (
    <div role="status" aria-label={t('loading')} className="px-6 max-md:px-4">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-row items-center gap-6 border-b border-line last:border-b-0">
          <Skeleton className="h-3 w-24" />
          <Skeleton className={cx('h-3', row % 3 === 1 ? 'w-56' : 'w-40')} />
          <Skeleton className="ml-auto h-3 w-16" />
        </div>
      ))}
    </div>
  );
}
