import { useTranslations } from 'use-intl';
import { cx } from './class-names';
import { drawSlots } from './slots-shape';

interface SlotsProps {
  readonly worker: string;
  /** Pool slots; null when not known. */
  readonly slots: number | null;
  readonly running: number | null;
  readonly reserved: number | null;
  readonly scheduled?: number | null;
  /** Its free slots could run what another worker of the same queue holds. */
  readonly starved?: boolean;
  /** Says nothing: what it runs is not known. */
  readonly silent?: boolean;
  /** Slots of the widest worker shown beside it, so that all lines begin at one x. */
  readonly widest?: number;
  readonly className?: string;
}

const CELL = 'h-4 w-2.5 rounded-cell';

/** A worker's slots, and the line of tasks that it holds before them. */
export function Slots({
  worker,
  slots,
  running,
  reserved,
  scheduled = 0,
  starved = false,
  silent = false,
  widest,
  className,
}: SlotsProps) {
  const t = useTranslations('common');
  const drawn = drawSlots({ slots, running, reserved, scheduled, widest: widest ?? slots ?? 0 });
  const label = silent
    ? t('slotsUnknown', { worker })
    : t('slotsLabel', {
        worker,
        running: running ?? 0,
        slots: slots ?? 0,
        reserved: reserved ?? 0,
        scheduled: scheduled ?? 0,
      });
  return (
    <span role="img" aria-label={label} className={cx('inline-flex items-center gap-2 align-middle', className)}>
      {drawn.bar === null ? (
        <span className="flex gap-0.5" style={{ width: drawn.slotsWidth }}>
          {Array.from({ length: drawn.cells }, (_, cell) => (
            <span key={cell} className={cx(CELL, cellLook(cell < drawn.busy, starved, silent))} />
          ))}
        </span>
      ) : (
        <span
          className="h-4 overflow-hidden rounded-cell inset-ring inset-ring-line-control"
          style={{ width: drawn.slotsWidth }}
        >
          <span className="block h-full bg-state-started-fill" style={{ width: `${drawn.bar * 100}%` }} />
        </span>
      )}
      <span className="flex min-w-0 items-center gap-0.5">
        {Array.from({ length: drawn.reservedTicks }, (_, tick) => (
          <span key={tick} className="h-2.5 w-0.75 rounded-[1px] bg-state-received-fill" />
        ))}
        {Array.from({ length: drawn.scheduledTicks }, (_, tick) => (
          <span key={tick} className="h-2.5 w-0.75 rounded-[1px] inset-ring inset-ring-line-control" />
        ))}
      </span>
    </span>
  );
}

function cellLook(busy: boolean, starved: boolean, silent: boolean): string {
  if (silent) return 'border border-dashed border-worker-unknown-fill';
  if (busy) return 'bg-state-started-fill';
  return starved
    ? 'bg-severity-warning-tint inset-ring-[1.5px] inset-ring-severity-warning-fill'
    : 'inset-ring inset-ring-line-control';
}
