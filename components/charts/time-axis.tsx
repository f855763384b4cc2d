'use client';

import { shortClock } from '../time/short-clock';
import { cx } from '../ui/class-names';
import { useFormat, useTimeZone } from '../ui/use-format';
import { timeTicks } from './scale';

interface TimeAxisProps {
  readonly from: number;
  readonly to: number;
  /** The exact time at the right edge; none while it is not the present. */
  readonly now?: number | undefined;
  readonly most?: number;
}

/** Labels at round times below a plot; the last one is the exact present. */
export function TimeAxis({ from, to, now, most = 7 }: TimeAxisProps) {
  const format = useFormat();
  const offset = useZoneOffset(to);
  const span = Math.max(1, to - from);
  const ticks = timeTicks(from, to, most, offset).filter((at) => now === undefined || (to - at) / span > 0.06);
  return (
    <div aria-hidden className="relative h-4.5 text-micro text-fg-3">
      {ticks.map((at, index) => (
        <span
          key={at}
          className={cx(
            'absolute top-1 -translate-x-1/2',
            (index % 2 === 1 || (now !== undefined && (to - at) / span < 0.2)) && 'max-md:hidden',
          )}
          style={{ left: `${((at - from) / span) * 100}%` }}
        >
          {at % 60 === 0 ? shortClock(format.clock(at)) : format.clock(at)}
        </span>
      ))}
      {now !== undefined && (
        <span className="absolute top-1 right-0 bg-canvas pl-2 text-fg-2">{format.clock(now)}</span>
      )}
    </div>
  );
}

/** The zone's distance from UTC at an instant, in seconds. */
function useZoneOffset(at: number): number {
  const zone = useTimeZone();
  return zone === 'UTC' ? 0 : -new Date(at * 1000).getTimezoneOffset() * 60;
}
