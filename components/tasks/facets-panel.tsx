'use client';

import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Checkbox } from '@/components/ui/checkbox';
import { cx } from '@/components/ui/class-names';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Icon } from '@/components/ui/icon';
import { Skeleton } from '@/components/ui/skeleton';
import { useFormat } from '@/components/ui/use-format';
import { MAX_FACET_VALUES } from '@/lib/api/limits';
import type { FacetValue } from '@/lib/api/views';
import { fieldValues, toggleFieldValue } from '@/lib/query/edit-filter';
import type { Facets } from './use-facets';

const GROUPS = [
  { key: 'queues', field: 'queue' },
  { key: 'workers', field: 'worker' },
  { key: 'types', field: 'task' },
  { key: 'exceptions', field: 'exception' },
] as const;

const FIRST_SHOWN = 10;

interface FacetsPanelProps {
  readonly facets: Facets;
  readonly q: string;
  readonly onQ: (q: string) => void;
}

/** How many tasks each queue, worker, type and exception would give; a click narrows the list to it. */
export function FacetsPanel({ facets, q, onQ }: FacetsPanelProps) {
  const t = useTranslations('tasks.facet');
  const { value, error, retry } = facets;
  if (value === null && error !== null)
    return <ErrorPanel title={t('failed')} detail={error.detail} requestId={error.requestId} onRetry={retry} />;
  return (
    <div className="pt-1 pb-6">
      {value?.exact === false && <p className="pt-2 pr-2.5 pl-6 text-small text-fg-3 max-xl:pl-0">{t('newest')}</p>}
      {GROUPS.map(({ key, field }) => {
        const asked = fieldValues(q, field);
        return (
          <FacetGroup
            key={key}
            title={t(key)}
            values={value === null ? null : withAsked(value[key], asked)}
            asked={asked}
            onToggle={(chosen) => onQ(toggleFieldValue(q, field, chosen))}
          />
        );
      })}
    </div>
  );
}

/** What is asked for stays in sight, also when nothing has it. */
function withAsked(values: readonly FacetValue[], asked: readonly string[]): readonly FacetValue[] {
  const known = new Set(values.map(({ value }) => value ?? ''));
  return [...values, ...asked.filter((value) => !known.has(value)).map((value) => ({ value, count: 0 }))];
}

interface FacetGroupProps {
  readonly title: string;
  readonly values: readonly FacetValue[] | null;
  readonly asked: readonly string[];
  readonly onToggle: (value: string) => void;
}

function FacetGroup({ title, values, asked, onToggle }: FacetGroupProps) {
  const t = useTranslations('tasks.facet');
  const [open, setOpen] = useState(true);
  const [whole, setWhole] = useState(false);
  if (values?.length === 0) return null;
  const shown = whole
    ? values
    : values?.filter(({ value }, index) => index < FIRST_SHOWN || asked.includes(value ?? ''));
  const hidden = (values?.length ?? 0) - (shown?.length ?? 0);
  return (
    <section className="py-2 pr-2.5 pl-6 max-xl:pl-0">
      <h3>
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex h-6 w-full items-center justify-between text-small font-medium text-fg-3 hover:text-fg"
        >
          {title}
          <Icon
            as={ChevronDown}
            size={14}
            className={cx('transition-transform duration-fast', !open && '-rotate-90')}
          />
        </button>
      </h3>
      {open && shown === undefined && [0, 1, 2].map((row) => <Skeleton key={row} className="my-2 h-3" />)}
      {open &&
        shown?.map(({ value, count }) => (
          <FacetLine
            key={value ?? ''}
            value={value ?? ''}
            count={count}
            on={asked.includes(value ?? '')}
            onToggle={onToggle}
          />
        ))}
      {open && hidden > 0 && (
        <button type="button" onClick={() => setWhole(true)} className="h-6.5 text-small text-accent hover:underline">
          {t('more', { count: hidden })}
        </button>
      )}
      {open && whole && (values?.length ?? 0) >= MAX_FACET_VALUES && (
        <p className="py-1 text-small text-fg-3">{t('limit', { count: MAX_FACET_VALUES })}</p>
      )}
    </section>
  );
}

interface FacetLineProps {
  readonly value: string;
  readonly count: number;
  readonly on: boolean;
  readonly onToggle: (value: string) => void;
}

function FacetLine({ value, count, on, onToggle }: FacetLineProps) {
  const t = useTranslations('tasks.facet');
  const format = useFormat();
  const name = value === '' ? t('none') : value;
  return (
    // The whole line is the label, so that the box is not the only target.
    <label className={cx('flex h-6.5 items-center gap-2 text-small max-md:h-9', on ? 'text-fg' : 'text-fg-2')}>
      <Checkbox checked={on} label={name} onChange={() => onToggle(value)} />
      <FacetName name={name} />
      <span className="ml-auto text-fg-3">{format.count(count)}</span>
    </label>
  );
}

/** Of a dotted name the end tells one from another: where there is no room, its beginning gives way. */
function FacetName({ name }: { readonly name: string }) {
  const cut = name.lastIndexOf('.') + 1;
  return (
    <span className="flex min-w-0" title={name}>
      {cut > 0 && <span className="min-w-4 shrink-[9] truncate text-fg-3">{name.slice(0, cut)}</span>}
      <span className="truncate">{name.slice(cut)}</span>
    </span>
  );
}
