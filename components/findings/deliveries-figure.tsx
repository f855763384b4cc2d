'use client';

import { useTranslations } from 'use-intl';
import type { Figure } from '@/lib/detectors/finding';
import { useNow } from '../live/use-now';
import { cx } from '../ui/class-names';
import { workerHref } from '../ui/hrefs';
import { useStateWord } from '../ui/state-sign';
import { TextLink } from '../ui/text-link';
import { useFormat } from '../ui/use-format';
import { deliveryGeometry, type DeliveryBar } from './delivery-geometry';

const LOOKS: Readonly<Record<string, string>> = {
  SUCCESS: 'bg-state-success-tint inset-ring inset-ring-state-success-fill',
  FAILURE:
    'inset-ring inset-ring-state-failure-fill bg-[repeating-linear-gradient(45deg,transparent_0_5px,color-mix(in_oklch,var(--state-failure-fill)_40%,transparent)_5px_6px),repeating-linear-gradient(135deg,var(--state-failure-tint)_0_5px,color-mix(in_oklch,var(--state-failure-fill)_40%,transparent)_5px_6px)]',
};

interface DeliveriesFigureProps {
  readonly figure: Extract<Figure, { kind: 'deliveries' }>;
  /** Runs that go on are drawn up to the present; closed findings stand still at this time. */
  readonly closedAt: number | null;
}

/** One lane for each delivery on one time axis; the red line is the visibility timeout, the red box is both at once. */
export function DeliveriesFigure({ figure, closedAt }: DeliveriesFigureProps) {
  const t = useTranslations('common.finding');
  const format = useFormat();
  const now = useNow();
  const drawn = deliveryGeometry(figure, closedAt ?? now);
  return (
    <div className="grid grid-cols-[fit-content(170px)_minmax(0,1fr)] gap-x-3 overflow-hidden">
      {drawn.bars.map((bar, index) => (
        <DeliveryLane key={bar.n} bar={bar} row={index + 1} />
      ))}
      <div
        className="pointer-events-none relative z-1 col-start-2 row-start-1"
        style={{ gridRowEnd: drawn.bars.length + 1 }}
      >
        {drawn.overlap && (
          <span
            className="absolute inset-y-0.5 rounded-[3px] border border-severity-critical-fill"
            style={{ left: `${drawn.overlap.left * 100}%`, width: `${drawn.overlap.width * 100}%` }}
          />
        )}
        {drawn.due && (
          <span
            className="absolute inset-y-0 border-l-[1.5px] border-severity-critical-fill"
            style={{ left: `${drawn.due.left * 100}%` }}
          />
        )}
      </div>
      <div className="col-start-2 pt-1 text-micro text-fg-3">
        <div className="flex justify-between gap-3">
          <span>{format.clock(drawn.from)}</span>
          <span>{closedAt === null && drawn.bars.some((bar) => bar.running) ? t('now') : format.clock(drawn.to)}</span>
        </div>
        <div className="flex flex-wrap gap-x-4 font-[550] text-severity-critical">
          {drawn.due && <span>{t('due', { time: format.clock(drawn.due.at) })}</span>}
          {drawn.overlap && <span>{t('bothRan', { time: format.duration(drawn.overlap.seconds) })}</span>}
        </div>
      </div>
    </div>
  );
}

function DeliveryLane({ bar, row }: { readonly bar: DeliveryBar; readonly row: number }) {
  const t = useTranslations('common.finding');
  const format = useFormat();
  const word = useStateWord();
  const time = format.duration(bar.seconds);
  const outcome = bar.running ? t('runs') : word(bar.outcome ?? 'UNKNOWN');
  return (
    <>
      <span className="col-start-1 flex h-8 min-w-0 items-center gap-2 text-small" style={{ gridRow: row }}>
        <b className="grid size-4.5 shrink-0 place-items-center rounded-sm bg-inset text-micro">{bar.n}</b>
        <TextLink
          href={workerHref(bar.worker)}
          variant="name"
          title={bar.worker}
          className="truncate font-normal! text-fg-2"
        >
          {bar.worker}
        </TextLink>
      </span>
      <span
        role="img"
        aria-label={t('deliveryLabel', { n: bar.n, worker: bar.worker, time, outcome })}
        className="relative col-start-2 h-8"
        style={{ gridRow: row }}
      >
        <span
          className={cx(
            'absolute top-1.5 flex h-5 min-w-0.5 items-center rounded-cell text-small font-[550] whitespace-nowrap',
            bar.running
              ? 'bg-state-started-fill'
              : (LOOKS[bar.outcome ?? ''] ?? 'bg-state-unknown-tint inset-ring inset-ring-state-unknown-fill'),
          )}
          style={{ left: `${bar.left * 100}%`, width: `${bar.width * 100}%` }}
        >
          {bar.width > 0.3 && (
            <span className="mx-1.5 truncate rounded-cell bg-canvas px-1 leading-4">
              {time} {bar.width > 0.55 && <span className="font-normal text-fg-2">{outcome}</span>}
            </span>
          )}
        </span>
      </span>
    </>
  );
}
