'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { inputSeconds, inputText } from '@/lib/tasks/period';
import { useNow } from '../live/use-now';
import { Input } from '../ui/input';
import { useTimeZone } from '../ui/use-format';

interface TimeFieldProps {
  readonly at: number;
  readonly onTime: (at: number) => void;
}

/** The second by hand, in the zone of all times. Taken with Enter or on leaving: half a year typed is a time as well. */
export function TimeField({ at, onTime }: TimeFieldProps) {
  const t = useTranslations('rewind');
  const utc = useTimeZone() === 'UTC';
  const now = useNow({ evenPaused: true });
  /** What is being typed; null while the field shows the time of the page. */
  const [typed, setTyped] = useState<string | null>(null);
  const seconds = typed === null ? at : inputSeconds(typed, utc);
  const isPast = seconds !== null && seconds > 0 && seconds < now;
  const take = () => {
    if (typed !== null && isPast) onTime(seconds);
    setTyped(null);
  };
  return (
    <Input
      type="datetime-local"
      step="1"
      max={inputText(now, utc)}
      aria-label={t('field')}
      aria-invalid={!isPast || undefined}
      title={isPast ? t('fieldHint') : t('notPast')}
      value={typed ?? inputText(at, utc)}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => event.key === 'Enter' && take()}
      className="h-control! w-52! max-md:h-9! max-md:w-full!"
    />
  );
}
