import type { GridLine } from './plot-frame';

/** Grid lines from a step of 1, 2 or 5 times a power of ten, and the top of the axis. */
export interface Scale {
  readonly top: number;
  /** Without zero. */
  readonly lines: readonly number[];
}

/** The lowest scale of `lines` even steps that holds `highest`; counts never get steps under 1. */
export function countScale(highest: number, lines: number): Scale {
  const wanted = Math.max(1, highest / lines);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step =
    [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= wanted * 0.999999) ?? wanted;
  return { top: step * lines, lines: Array.from({ length: lines }, (_, line) => step * (line + 1)) };
}

/** The lines of a scale as a frame draws them. */
export function gridLines({ top, lines }: Scale, format: (value: number) => string): readonly GridLine[] {
  return lines.map((value) => ({ share: value / top, text: format(value) }));
}

const TICK_STEPS = [
  10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800,
];

/** Round times between two instants, at most `most` of them; `offsetSeconds` is the zone's distance from UTC. */
export function timeTicks(from: number, to: number, most: number, offsetSeconds = 0): readonly number[] {
  const step = TICK_STEPS.find((candidate) => (to - from) / candidate <= most) ?? 2_592_000;
  const first = Math.ceil((from + offsetSeconds) / step) * step - offsetSeconds;
  const ticks: number[] = [];
  for (let at = first; at <= to; at += step) ticks.push(at);
  return ticks;
}

const DURATION_TICKS = [0.001, 0.01, 0.1, 1, 10, 60, 600, 3600, 36_000, 86_400, 864_000];

/** A logarithmic axis of durations. */
export interface DurationScale {
  readonly ticks: readonly number[];
  /** Height of a duration above the baseline, 0 to 1. */
  readonly shareOf: (seconds: number) => number;
}

/** Whole decades around what is shown. */
export function durationScale(values: readonly number[]): DurationScale {
  const positive = values.filter((value) => value > 0);
  const lowest = Math.max(0.001, Math.min(...positive, 1));
  const highest = Math.max(...positive, lowest * 10);
  const low = DURATION_TICKS.findLast((tick) => tick <= lowest) ?? 0.001;
  const high = DURATION_TICKS.find((tick) => tick >= highest) ?? highest;
  const decades = Math.log(high / low);
  return {
    ticks: DURATION_TICKS.filter((tick) => tick >= low && tick <= high),
    shareOf: (seconds) => Math.min(1, Math.max(0, Math.log(Math.max(seconds, low) / low) / decades)),
  };
}
