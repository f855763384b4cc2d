import { TASK_STATES } from '@/lib/celery/task-state';

/** What a small integer in the table `dict` stands for. */
export const DICT_KINDS = { state: 1, name: 2, queue: 3, worker: 4, exception: 5 } as const;
export type DictKind = keyof typeof DICT_KINDS;

/** What a row of `series` counts; `key` and `sub` are numbers of names, 0 where there is none. */
export const SERIES_KINDS = { all: 0, name: 1, queue: 2, worker: 3, nameInQueue: 4 } as const;

/** Minutes that a row of `series` spans. Minutes are folded into the others when they can't change any more. */
export const GRAINS = { minute: 1, quarter: 15, hour: 60, day: 1_440 } as const;

// The longest period that charts show minute by minute is a day; beyond, quarters, hours and days stand for them.
export const MINUTES_KEPT_SECONDS = 26 * 3_600;
export const QUARTERS_KEPT_SECONDS = 9 * 86_400;
export const HOURS_KEPT_SECONDS = 35 * 86_400;

/** The known states have fixed numbers (their place in the list, from 1), so that a partial index can name SUCCESS. */
export const stateId = (state: (typeof TASK_STATES)[number]): number => TASK_STATES.indexOf(state) + 1;
export const SUCCESS_ID = stateId('SUCCESS');

/** Tasks that run shorter are not sorted by their run time in an index: where most do, it would cost much and tell little. */
export const RUNTIME_INDEXED_FROM = 1;

/** A sender whose clock is ahead by more than this tells of a time after the last change, which is told by ours. */
export const AHEAD_SECONDS = 10;
/** Rows of which that is so; there are few. */
export const aheadOf = (table: string): string =>
  ['started', 'received', 'sent'].map((time) => `${table}${time} > ${table}updated + ${AHEAD_SECONDS}`).join(' OR ');
