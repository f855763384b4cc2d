'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { localInputSeconds } from '@/lib/tasks/period';
import { useTimeZone } from '../ui/use-format';
import { Input } from '../ui/input';

interface TimeFieldProps {
  readonly at: number;
  readonly onTime: (at: number) => void;
}

/** The second by hand, in the reader's own time. */
export function TimeField({ at, onTime }: TimeFieldProps) {
  const t = useTranslations('rewind');
  const utc = useTimeZone() === 'UTC';
  const shown = fieldText(at, utc);
  /** What is being typed; null while the field shows the time of the page. */
  const [typed, setTyped] = useState<string | null>(null);
  const take = (text: string) => {
    setTyped(text);
    const seconds = utc ? utcSeconds(text) : localInputSeconds(text);
    if (seconds !== null) onTime(seconds);
  };
  return (
    <Input
      type="datetime-local"
      step="1"
      aria-label={t('field')}
      value={typed ?? shown}
      onChange={(event) => take(event.target.value)}
      onBlur={() => setTyped(null)}
      className="h-control! w-52! max-md:h-9! max-md:w-full!"
    />
  );
}

/** `2026-11-21T14:02:13`, as the field takes it. */
function fieldText(at: number, utc: boolean): string {
  const offset = utc ? 0 : new Date(at * 1000).getTimezoneOffset() * 60;
  return new Date((Math.floor(at) - offset) * 1000).toISOString().slice(0, 19);
}

function utcSeconds(text: string): number | null {
  const at = Date.parse(`${text}Z`);
  return Number.isNaN(at) ? null : at / 1000;
}
