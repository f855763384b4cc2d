'use client';

import { useTranslations } from 'use-intl';
import type { FilterError } from '@/lib/query/filter';

interface FilterErrorProps {
  readonly text: string;
  readonly error: FilterError;
}

const SHOWN = 12;

/** Where a filter can't be read and what could stand there, with the place marked in its text. */
export function FilterErrorNote({ text, error }: FilterErrorProps) {
  const t = useTranslations('tasks.filter');
  const { from, to, message, expected } = error;
  const end = Math.max(to, from + 1);
  return (
    <div role="alert" className="mt-1.5 text-small">
      <pre aria-hidden className="overflow-x-auto rounded-md bg-subtle px-2.5 py-1.75 text-small">
        {text.slice(0, from)}
        <mark className="rounded-sm bg-severity-critical-tint text-severity-critical underline decoration-2 underline-offset-4">
          {text.slice(from, end) || '\u00a0'}
        </mark>
        {text.slice(end)}
      </pre>
      <p className="mt-1.5 text-danger">{t('bad', { position: from + 1, reason: message })}</p>
      {expected.length > 0 && (
        <p className="mt-0.5 text-fg-3">{t('expected', { list: expected.slice(0, SHOWN).join(', ') })}</p>
      )}
    </div>
  );
}
