'use client';

import { useTranslations } from 'use-intl';
import { useNow } from '@/components/live/use-now';
import { cx } from '@/components/ui/class-names';
import { StateSign, statePattern, useStateWord } from '@/components/ui/state-sign';
import { useFormat } from '@/components/ui/use-format';
import type { Delivery, Task } from '@/lib/cluster/task';
import { toDeliveriesFigure, type DeliveriesFigure as Figure, type DeliveryBar } from '@/lib/tasks/deliveries-figure';

interface DeliveriesFigureProps {
  readonly task: Pick<Task, 'sentAt'>;
  readonly deliveries: readonly Delivery[];
  /** When the broker was due to give it out again; null when not known. */
  readonly dueAt: number | null;
}

// The last column holds the words behind a bar that ends at the edge.
const LABELS = 'grid grid-cols-[132px_minmax(0,1fr)_136px] items-center max-md:grid-cols-[36px_minmax(0,1fr)_84px]';
// Tinted instead of filled, so that the duration inside can be read.
const LOOKS: Readonly<Record<string, string>> = {
  SUCCESS: 'bg-state-success-tint inset-ring inset-ring-state-success-fill',
  FAILURE:
    'inset-ring inset-ring-state-failure-fill bg-[repeating-linear-gradient(45deg,transparent_0_5px,color-mix(in_oklch,var(--state-failure-fill)_30%,transparent)_5px_6px),repeating-linear-gradient(135deg,var(--state-failure-tint)_0_5px,color-mix(in_oklch,var(--state-failure-fill)_30%,transparent)_5px_6px)]',
  DEDUPLICATED: 'pattern-unknown',
};
/** Of the axis, from which the words fit into a wait. */
const WAIT_LABEL_SHARE = 0.35;
const percent = (share: number) => `${(share * 100).toFixed(3)}%`;

/** One lane per delivery on one time axis, with the time both ran. */
export function DeliveriesFigure({ task, deliveries, dueAt }: DeliveriesFigureProps) {
  const t = useTranslations('task.deliveries');
  const word = useStateWord();
  const format = useFormat();
  const open = deliveries.some((delivery) => delivery.endedAt === null);
  const now = useNow({ everyMs: open ? 1000 : 60_000 });
  const figure = toDeliveriesFigure(task, deliveries, dueAt, now);
  if (figure === null) return null;
  const said = figure.bars
    .map((bar) =>
      t('bar', { n: bar.n, worker: bar.worker, outcome: bar.outcome === null ? t('running') : word(bar.outcome) }),
    )
    .join('; ');
  const both = figure.overlap === null ? '' : ` ${t('bothRan', { time: format.duration(figure.overlap.seconds) })}`;
  return (
    <div role="img" aria-label={t('figure', { bars: said }) + both} className="relative mb-3">
      {figure.bars.map((bar) => (
        <Lane key={bar.n} bar={bar} />
      ))}
      <Marks figure={figure} />
      <Axis figure={figure} />
    </div>
  );
}

function Lane({ bar }: { readonly bar: DeliveryBar }) {
  const t = useTranslations('task.deliveries');
  const format = useFormat();
  const word = useStateWord();
  const end = bar.run ?? bar.wait;
  const wide = bar.run !== null && bar.run.width > 0.14;
  const look = LOOKS[bar.outcome ?? ''] ?? statePattern(bar.outcome ?? 'STARTED');
  const outcome =
    bar.outcome === 'DEDUPLICATED'
      ? t('deduplicated')
      : bar.outcome === null
        ? bar.running
          ? t('running')
          : t('open')
        : word(bar.outcome);
  const duration = bar.runSeconds === null ? '' : format.duration(bar.runSeconds);
  return (
    <div className={cx(LABELS, 'h-8')}>
      <span className="flex min-w-0 items-center gap-2 text-small text-fg-2">
        <b className="grid size-4.5 shrink-0 place-items-center rounded-sm bg-inset text-micro">{bar.n}</b>
        <span className="truncate max-md:hidden">{bar.worker}</span>
      </span>
      <span className="relative h-full">
        {bar.wait && (
          <i
            className="absolute top-1.5 h-5 rounded-cell bg-state-pending-tint inset-ring inset-ring-state-pending-fill"
            style={{ left: percent(bar.wait.left), width: percent(bar.wait.width) }}
          />
        )}
        {bar.wait && bar.waitSeconds !== null && bar.wait.width > WAIT_LABEL_SHARE && (
          <span
            className="absolute pl-2 text-small leading-8 whitespace-nowrap text-fg-2 max-md:hidden"
            style={{ left: percent(bar.wait.left) }}
          >
            {t('waited', { time: format.duration(bar.waitSeconds) })}
          </span>
        )}
        {bar.run && (
          <i
            className={cx('absolute top-1.5 h-5 min-w-0.75 rounded-cell', look)}
            style={{ left: percent(bar.run.left), width: percent(bar.run.width) }}
          />
        )}
        {wide && (
          <b
            className={cx(
              'absolute pl-2 leading-8 whitespace-nowrap max-md:hidden',
              bar.outcome === null && 'text-canvas',
            )}
            style={{ left: percent(bar.run.left) }}
          >
            {duration}
          </b>
        )}
        {end && (
          <span
            className="absolute flex items-center gap-1.5 pl-1.75 leading-8 whitespace-nowrap"
            style={{ left: percent(end.left + end.width) }}
          >
            {bar.outcome !== null && bar.outcome !== 'DEDUPLICATED' && <StateSign state={bar.outcome} />}
            <b>{outcome}</b>
            {!wide && <span className="text-fg-3 max-md:hidden">{duration}</span>}
          </span>
        )}
      </span>
    </div>
  );
}

function Marks({ figure }: { readonly figure: Figure }) {
  const height = figure.bars.length * 32;
  return (
    <span
      className="pointer-events-none absolute inset-x-0 top-0 mr-34 ml-33 max-md:mr-21 max-md:ml-9"
      style={{ height }}
    >
      {figure.due && (
        <i
          className="absolute inset-y-0 border-l-[1.5px] border-severity-critical-fill"
          style={{ left: percent(figure.due.left) }}
        />
      )}
      {figure.now && (
        <i className="absolute inset-y-0 border-l border-fg-3" style={{ left: percent(figure.now.left) }} />
      )}
      {figure.overlap && (
        <i
          className="absolute rounded-[3px] border border-severity-critical-fill"
          style={{
            left: percent(figure.overlap.left),
            width: percent(Math.max(figure.overlap.width, 0.002)),
            top: figure.overlap.first * 32 + 2,
            height: (figure.overlap.last - figure.overlap.first + 1) * 32 - 4,
          }}
        />
      )}
    </span>
  );
}

function Axis({ figure }: { readonly figure: Figure }) {
  const t = useTranslations('task.deliveries');
  const format = useFormat();
  const first = figure.bars[0];
  const start = first?.wait?.left ?? first?.run?.left ?? 0;
  const startAt = figure.from + start * (figure.to - figure.from);
  return (
    <div className={cx(LABELS, 'h-6 text-micro text-fg-3 max-md:h-10')}>
      <span />
      <span className="relative h-full">
        <span className="absolute top-1 whitespace-nowrap" style={{ left: percent(start) }}>
          {t('sentAt', { at: format.clock(startAt) })}
        </span>
        {figure.due && (
          <span
            className="absolute top-1 -translate-x-full pr-1.5 font-[550] whitespace-nowrap text-severity-critical max-md:top-5"
            style={{ left: percent(figure.due.left) }}
          >
            {t('due', { at: format.clock(figure.due.at) })}
          </span>
        )}
        {figure.overlap && (
          <span
            className="absolute top-1 pl-1 font-[550] whitespace-nowrap text-severity-critical"
            style={figure.overlap.left > 0.75 ? { right: 0 } : { left: percent(figure.overlap.left) }}
          >
            {t('bothRan', { time: format.duration(figure.overlap.seconds) })}
          </span>
        )}
        {figure.now && (
          <span className="absolute top-1 -translate-x-1/2" style={{ left: percent(figure.now.left) }}>
            {t('now')}
          </span>
        )}
      </span>
    </div>
  );
}
