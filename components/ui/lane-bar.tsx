import { useTranslations } from 'use-intl';
import type { QueueLane } from '@/lib/cluster/queue';
import { laneWidths } from './lane-widths';

interface LaneBarProps {
  /** In the order in which they are served. */
  readonly lanes: readonly QueueLane[];
  readonly width?: number;
}

// Grey ramp with patterns in the order of consumption: darkest is served first.
const LOOKS = [
  'bg-state-pending',
  'bg-[repeating-linear-gradient(90deg,var(--state-pending-fill)_0_3px,var(--inset)_3px_4px)]',
  'bg-state-pending-fill',
  'bg-[repeating-linear-gradient(135deg,var(--state-pending-fill)_0_2px,var(--inset)_2px_4px)]',
] as const;

/** The look of the lane that is served n-th. */
export function laneLook(index: number): string {
  return LOOKS[Math.min(index, LOOKS.length - 1)] ?? LOOKS[0];
}

/** Ready messages by priority lane; no lane that has some is thinner than 3 px. */
export function LaneBar({ lanes, width = 88 }: LaneBarProps) {
  const t = useTranslations('common');
  const widths = laneWidths(
    lanes.map((lane) => lane.ready),
    width,
  );
  const label = lanes.map((lane) => t('laneLabel', { priority: lane.priority, ready: lane.ready })).join(', ');
  return (
    <span
      role="img"
      aria-label={label === '' ? t('laneEmpty') : label}
      className="inline-flex h-2.5 gap-px overflow-hidden rounded-cell bg-inset align-middle"
      style={{ width }}
    >
      {lanes.map((lane, index) => {
        const drawn = widths[index] ?? 0;
        return (
          drawn > 0 && <span key={lane.priority} className={`h-full ${laneLook(index)}`} style={{ width: drawn }} />
        );
      })}
    </span>
  );
}
