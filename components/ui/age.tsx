'use client';

import { useTranslations } from 'use-intl';
import { useNow } from '../live/use-now';
import { useFormat } from './use-format';

interface AgeProps {
  /** Epoch seconds. */
  readonly at: number;
  /** Tenths below ten seconds, for what should be seen to tick. */
  readonly precise?: boolean;
  /** `2 s ago` in a sentence; `2 s` in a column called Age. */
  readonly prose?: boolean;
  readonly evenPaused?: boolean;
  readonly className?: string;
}

/** How long ago; ticks from the server's time. The exact time stands in its tooltip. */
export function Age({ at, precise = false, prose = false, evenPaused = false, className }: AgeProps) {
  const t = useTranslations('common');
  const format = useFormat();
  const now = useNow({ everyMs: precise ? 500 : 1000, evenPaused });
  const age = format.age(now - at, { precise });
  return (
    <time dateTime={isoTime(at)} title={format.instant(at)} className={className}>
      {prose ? t('ago', { age }) : age}
    </time>
  );
}

/** How long until then. */
export function TimeLeft({ until }: { readonly until: number }) {
  const t = useTranslations('common');
  const format = useFormat();
  const now = useNow({ everyMs: 1000 });
  return (
    <time dateTime={isoTime(until)} title={format.instant(until)}>
      {t('ahead', { age: format.age(until - now) })}
    </time>
  );
}

interface ClockProps {
  readonly at: number;
  readonly className?: string;
}

/** A point in time, in the reader's zone. */
export function Clock({ at, className }: ClockProps) {
  const format = useFormat();
  return (
    <time dateTime={isoTime(at)} title={format.instant(at)} className={className}>
      {format.clock(at)}
    </time>
  );
}

// A worker's clock may be anything; toISOString() throws beyond the year 275760.
function isoTime(at: number): string | undefined {
  const date = new Date(at * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
