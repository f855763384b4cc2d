import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { cx } from '../ui/class-names';

export function Brand({ className, nameClassName }: { readonly className?: string; readonly nameClassName?: string }) {
  const t = useTranslations('common');
  return (
    <Link
      href="/"
      prefetch={false}
      aria-label={t('product')}
      className={cx('flex shrink-0 items-center gap-2.25 text-strong font-semibold tracking-title', className)}
    >
      <svg width="20" height="20" viewBox="0 0 20 20" fill="none" aria-hidden className="shrink-0">
        <rect x="1" y="1" width="18" height="18" rx="5" className="fill-ink" />
        <path
          d="M6.2 14V9.2M10 14V5.6M13.8 14V7.6"
          className="stroke-fg-inverse"
          strokeWidth="1.9"
          strokeLinecap="round"
        />
      </svg>
      <span className={nameClassName}>{t('product')}</span>
    </Link>
  );
}
