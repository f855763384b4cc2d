'use client';

import { History, Play } from 'lucide-react';
import Link from 'next/link';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useTranslations } from 'use-intl';
import { useShortcuts } from '../layout/use-shortcuts';
import { useNow } from '../live/use-now';
import { Age } from '../ui/age';
import { Button } from '../ui/button';
import { cx } from '../ui/class-names';
import { Icon } from '../ui/icon';
import { Segmented } from '../ui/segmented';
import { useMoment } from './use-moment';
import { PAST_KINDS, type PastKind } from './past-kinds';
import { RewindSlider } from './rewind-slider';
import { SPANS } from './spans';
import { StepButtons } from './step-buttons';
import { TimeField } from './time-field';
import { usePastHref } from './use-past-href';
import type { Rewind } from './use-rewind';

interface RewindBarProps {
  readonly kind: PastKind;
  readonly at: number;
  readonly rewind: Rewind;
  readonly oldestAt: number | null;
}

const SPAN = parseAsStringLiteral(SPANS).withDefault('1h');
const MINUTE = 60;

/** Says that the page is of the past and of when, moves in it, and leads back to the present. */
export function RewindBar({ kind, at, rewind, oldestAt }: RewindBarProps) {
  const t = useTranslations('rewind');
  const moment = useMoment();
  const [span, setSpan] = useQueryState('span', SPAN);
  // The slider's end stands still for a while: nothing moves by itself in the past.
  const now = useNow({ everyMs: 60_000, evenPaused: true });
  useShortcuts({ '[': () => rewind.goTo(at - MINUTE), ']': () => rewind.goTo(at + MINUTE) });
  return (
    <header className="sticky top-topbar z-10 border-b border-line bg-severity-warning-tint px-6 pt-3 pb-2 max-md:static max-md:px-4 max-md:pb-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Icon as={History} className="text-severity-warning" />
        <h1 className="text-title tracking-title">
          {t.rich('asItWasRich', { at: () => <b className="font-semibold">{moment(at)}</b> })}
        </h1>
        <span className="text-fg-2">
          <Age at={at} prose evenPaused />
        </span>
        <span className="ml-auto flex flex-wrap items-center justify-between gap-2 max-md:ml-0 max-md:w-full">
          <PageLinks kind={kind} at={at} />
          <Button variant="primary" icon={Play} keys={['p']} onClick={rewind.live}>
            {t('live')}
          </Button>
        </span>
      </div>
      <div className="mt-2 flex flex-wrap items-end gap-x-3 gap-y-2">
        <RewindSlider at={at} now={now} span={span} oldestAt={oldestAt} onMove={rewind.goTo} />
        <StepButtons onStep={(seconds) => rewind.goTo(at + seconds)} />
        <TimeField at={at} onTime={rewind.goTo} />
        <Segmented
          label={t('span')}
          value={span}
          onChange={(next) => void setSpan(next)}
          options={SPANS.map((value) => ({ value, label: t(`spanOf.${value}`) }))}
          className="max-md:w-full"
        />
      </div>
    </header>
  );
}

/** The other pages at the same second. */
function PageLinks({ kind, at }: { readonly kind: PastKind; readonly at: number }) {
  const t = useTranslations('common.nav');
  const label = useTranslations('rewind');
  const href = usePastHref();
  return (
    <nav aria-label={label('pages')} className="flex gap-0.5">
      {PAST_KINDS.map((page) => (
        <Link
          key={page}
          href={href(page, at)}
          prefetch={false}
          aria-current={page === kind ? 'page' : undefined}
          className={cx(
            'inline-flex h-control items-center rounded-md px-2.25 max-md:h-9',
            page === kind ? 'bg-canvas font-[550] ring-1 ring-line-strong' : 'text-fg-2 hover:text-fg',
          )}
        >
          {t(page)}
        </Link>
      ))}
    </nav>
  );
}
