import type { Count } from '../api/views';
import { NBSP, unitsOf, type Units } from './units';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** Two units at most: `86 ms`, `4.2 s`, `41 s`, `4 m 41 s`, `1 h 22 m`, `3 d 4 h`. Negative is a clock skew. */
export function formatDuration(seconds: number, locale = 'en'): string {
  const units = unitsOf(locale);
  if (seconds < 0) return `${units.clockSkew}${NBSP}${formatDuration(-seconds, locale)}`;
  if (seconds === 0) return quantity(0, 's', units);
  if (seconds < 0.0005) return `<${quantity(1, 'ms', units)}`;
  if (seconds < 0.9995) return quantity(Math.round(seconds * 1000), 'ms', units);
  if (seconds < 9.95) return quantity(seconds.toFixed(1), 's', units);
  return wholeUnits(seconds, units);
}

/** An estimate: whole seconds below a minute, steps of 10 s below 10 minutes, then minutes; marked with `~`. */
export function formatEstimate(seconds: number, locale = 'en'): string {
  const units = unitsOf(locale);
  const positive = Math.max(0, seconds);
  const step = positive < MINUTE ? 1 : positive < 10 * MINUTE ? 10 : MINUTE;
  return units.about + wholeUnits(Math.round(positive / step) * step, units);
}

/** An age in whole seconds (`3 s`), or with one decimal below ten seconds where it should be seen to tick. */
export function formatAge(
  seconds: number,
  options: { readonly precise?: boolean; readonly locale?: string } = {},
): string {
  const units = unitsOf(options.locale ?? 'en');
  const positive = Math.max(0, seconds);
  if (options.precise === true && positive < 9.95) return quantity(positive.toFixed(1), 's', units);
  return wholeUnits(Math.floor(positive), units);
}

/** `77,851`; from 100,000 `128 k`, `1.2 M`; with `~` when it is not exact. */
export function formatCount(
  value: number,
  options: { readonly exact?: boolean; readonly locale?: string } = {},
): string {
  const locale = options.locale ?? 'en';
  const mark = options.exact === false ? '~' : '';
  return mark + shortCount(value, locale, unitsOf(locale));
}

/** A count that stopped at some number says that there are at least so many: `≥ 50,000`. */
export function formatTotal({ value, exact }: Count, locale = 'en'): string {
  const text = formatCount(value, { locale });
  return exact ? text : `≥${NBSP}${text}`;
}

function shortCount(value: number, locale: string, units: Units): string {
  const size = Math.abs(value);
  if (size < 100_000) return plainNumber(Math.round(value), locale);
  if (size < 999_500) return `${plainNumber(Math.round(value / 1e3), locale)}${units.gap}k`;
  if (size < 999.5e6) return `${shortMantissa(value / 1e6, locale)}${units.gap}M`;
  return `${shortMantissa(value / 1e9, locale)}${units.gap}G`;
}

/** `22.3/s`, below 0.1/s `6.9/min`, below 0.1/min `3/h`. */
export function formatRate(perSecond: number, locale = 'en'): string {
  const units = unitsOf(locale);
  if (perSecond <= 0) return '0';
  if (perSecond >= 99.95) return formatCount(perSecond, { locale }) + units.perSecond;
  if (perSecond >= 0.1) return perSecond.toFixed(1) + units.perSecond;
  if (perSecond >= 0.1 / 60) return (perSecond * 60).toFixed(1) + units.perMinute;
  const perHour = perSecond * HOUR;
  return perHour < 0.5 ? `<1${units.perHour}` : Math.round(perHour).toString() + units.perHour;
}

/** A ratio as percent: two digits below 10 % (`0.05 %`), else whole (`31 %`). Never rounds something to nothing or all. */
export function formatShare(ratio: number): string {
  const percent = ratio * 100;
  if (percent === 0) return `0${NBSP}%`;
  if (percent < 0.005) return `<0.01${NBSP}%`;
  if (percent < 9.995) return `${percent.toFixed(2)}${NBSP}%`;
  if (percent >= 99.5 && percent < 100) return `>99${NBSP}%`;
  return `${Math.round(percent)}${NBSP}%`;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `812 B`, `548 MB`, `6.4 GB`. */
export function formatBytes(bytes: number, locale = 'en'): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = value < 9.95 && unit > 2 ? value.toFixed(1) : plainNumber(Math.round(value), locale);
  return `${digits}${NBSP}${BYTE_UNITS[unit] ?? 'TB'}`;
}

export interface ClockOptions {
  readonly timeZone: string;
  /** Epoch seconds; without it the date always stands beside the time, and the zone's name after it. */
  readonly now?: number | undefined;
  readonly locale?: string;
}

/** `14:21:04`; `21 Nov 12:08` on another day; with the year in another year. */
export function formatClock(at: number, options: ClockOptions): string {
  const locale = options.locale ?? 'en';
  const wanted = dateParts(at, options.timeZone, locale);
  const day = `${wanted.day}${NBSP}${wanted.month}`;
  if (options.now === undefined) return `${day} ${wanted.time} ${options.timeZone}`;
  const today = dateParts(options.now, options.timeZone, locale);
  if (wanted.year !== today.year) return `${day} ${wanted.year} ${wanted.time.slice(0, 5)}`;
  return day === `${today.day}${NBSP}${today.month}` ? wanted.time : `${day} ${wanted.time.slice(0, 5)}`;
}

/** Day, time and zone in full, for tooltips. */
export function formatInstant(at: number, options: ClockOptions): string {
  const parts = dateParts(at, options.timeZone, options.locale ?? 'en');
  return `${parts.day} ${parts.month} ${parts.year} ${parts.time} ${options.timeZone}`;
}

interface DateParts {
  readonly day: string;
  readonly month: string;
  readonly year: string;
  readonly time: string;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function dateParts(at: number, timeZone: string, locale: string): DateParts {
  const parts = new Map(
    clockFor(timeZone, locale)
      .formatToParts(safeDate(at))
      .map((part) => [part.type, part.value]),
  );
  const field = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  return {
    day: field('day'),
    month: field('month'),
    year: field('year'),
    time: `${field('hour')}:${field('minute')}:${field('second')}`,
  };
}

// Events come from other machines: a wild timestamp must not throw a RangeError into a page.
function safeDate(at: number): Date {
  const date = new Date(at * 1000);
  return Number.isNaN(date.getTime()) ? new Date(0) : date;
}

// An Intl formatter costs more than a hundred of its uses.
function clockFor(timeZone: string, locale: string): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`;
  const known = clocks.get(key);
  if (known) return known;
  const clock = new Intl.DateTimeFormat(locale, {
    timeZone,
    hourCycle: 'h23',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  clocks.set(key, clock);
  return clock;
}

function wholeUnits(seconds: number, units: Units): string {
  const total = Math.round(seconds);
  if (total < MINUTE) return quantity(total, 's', units);
  if (total < HOUR) return pair(Math.floor(total / MINUTE), 'm', total % MINUTE, 's', units);
  const minutes = Math.round(total / MINUTE);
  if (minutes * MINUTE < DAY) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'm', units);
  const hours = Math.round(total / HOUR);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h', units);
}

type TimeUnit = 'ms' | 's' | 'm' | 'h' | 'd';

function pair(big: number, bigUnit: TimeUnit, small: number, smallUnit: TimeUnit, units: Units): string {
  const first = quantity(big, bigUnit, units);
  return small === 0 ? first : `${first}${NBSP}${quantity(small, smallUnit, units)}`;
}

function quantity(value: number | string, unit: TimeUnit, units: Units): string {
  return `${value}${units.gap}${units[unit]}`;
}

function plainNumber(value: number, locale: string): string {
  return value.toLocaleString(locale, { maximumFractionDigits: 0 });
}

function shortMantissa(value: number, locale: string): string {
  return Math.abs(value) < 9.95 ? value.toFixed(1) : plainNumber(Math.round(value), locale);
}
