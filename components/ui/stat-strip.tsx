import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

/** One strip of tiles with hairlines between them: 7 across, 4 below 1024 px, 2 on phones. */
export function StatStrip({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <section
      aria-label={label}
      className="grid grid-cols-7 overflow-hidden border-t border-line max-[1199px]:grid-cols-4 max-md:grid-cols-2 [&>*]:-mt-px [&>*]:-ml-px [&>*]:border-t [&>*]:border-l [&>*]:border-line [&>*:first-child]:pl-6 max-md:[&>*:first-child]:pl-4 max-md:[&>*:last-child:nth-child(odd)]:col-span-2"
    >
      {children}
    </section>
  );
}

interface StatProps {
  readonly label: ReactNode;
  /** Already formatted; null is not known. */
  readonly value: string | null;
  readonly unit?: ReactNode;
  /** One line: what it means, or why it is not known. */
  readonly note: ReactNode;
  /** The list behind the number. */
  readonly href: string;
  readonly spark?: ReactNode;
  /** Shares of a 3 px line along the bottom edge. */
  readonly split?: readonly { readonly share: number; readonly className: string }[];
}

export function Stat({ label, value, unit, note, href, spark, split }: StatProps) {
  return (
    <Link
      href={href}
      prefetch={false}
      className="relative block min-w-0 px-4 pt-3 pb-3.25 -outline-offset-2 hover:bg-sunken"
    >
      <span className="block truncate text-small text-fg-3">{label}</span>
      {/* A sparkline for which there is no room beside the number goes to the next line, which is not seen. */}
      <span className="mt-1 flex h-7 flex-wrap gap-x-2 overflow-hidden text-stat font-medium tracking-title whitespace-nowrap">
        <span className="flex items-baseline gap-1.5">
          {value ?? <Unknown />}
          {unit && value !== null && <small className="text-base font-normal tracking-body text-fg-3">{unit}</small>}
        </span>
        {spark && <span className="ml-auto flex h-7 items-center text-fg-3">{spark}</span>}
      </span>
      <span title={typeof note === 'string' ? note : undefined} className="mt-0.5 block truncate text-small text-fg-3">
        {note}
      </span>
      {split && <Split parts={split} />}
    </Link>
  );
}

/** Not known, which is not zero. */
export function Unknown() {
  const t = useTranslations('common');
  return (
    <span className="text-fg-3">
      <span aria-hidden>–</span>
      <span className="sr-only">{t('notKnown')}</span>
    </span>
  );
}

function Split({ parts }: { readonly parts: NonNullable<StatProps['split']> }) {
  return (
    <span aria-hidden className="absolute inset-x-0 bottom-0 flex h-0.75">
      {parts.map((part) => (
        <span key={part.className} className={part.className} style={{ width: `${part.share * 100}%` }} />
      ))}
    </span>
  );
}
