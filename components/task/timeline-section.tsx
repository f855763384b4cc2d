'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Clock } from '@/components/ui/age';
import { Section } from '@/components/ui/section';
import { useFormat } from '@/components/ui/use-format';
import type { TimelineEntry } from '@/lib/api/views';

const SHOWN = 30;

/** What was seen of the task, in order, with who told it. */
export function TimelineSection({ timeline }: { readonly timeline: readonly TimelineEntry[] }) {
  const t = useTranslations('task.timeline');
  const [whole, setWhole] = useState(false);
  const ordered = [...timeline].sort((a, b) => a.at - b.at);
  const shown = whole ? ordered : ordered.slice(0, SHOWN);
  return (
    <Section title={t('title')} note={t('sub')}>
      {ordered.length === 0 && <p className="text-fg-2">{t('empty')}</p>}
      <ol>
        {shown.map((entry, index) => (
          <Line key={index} entry={entry} before={shown[index - 1] ?? null} />
        ))}
      </ol>
      {ordered.length > shown.length && (
        <button type="button" className="min-h-6 text-accent hover:underline" onClick={() => setWhole(true)}>
          {t('more', { count: ordered.length - shown.length })}
        </button>
      )}
    </Section>
  );
}

function Line({ entry, before }: { readonly entry: TimelineEntry; readonly before: TimelineEntry | null }) {
  const t = useTranslations('task.timeline');
  const format = useFormat();
  const gap = before === null ? null : entry.at - before.at;
  return (
    <li className="grid grid-cols-[72px_84px_140px_minmax(0,1fr)] gap-x-3 border-t border-line py-1.25 first:border-t-0 max-md:grid-cols-[64px_64px_minmax(0,1fr)]">
      <Clock at={entry.at} className="text-fg-2" />
      <span className="text-right text-small leading-5 text-fg-3 max-md:text-left">
        {gap === null || gap < 0.0005 ? '' : t('after', { time: format.duration(gap) })}
      </span>
      <code className="truncate leading-5" title={entry.type}>
        {entry.type}
      </code>
      <span className="min-w-0 text-fg-2 wrap-anywhere max-md:col-span-3">
        {entry.text}
        {entry.worker !== null && (
          <span className="text-fg-3">
            {entry.text === '' ? '' : ' · '}
            {entry.worker}
          </span>
        )}
      </span>
    </li>
  );
}
