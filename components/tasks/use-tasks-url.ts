'use client';

import { parseAsArrayOf, parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useCallback, useMemo } from 'react';
import { DEFAULT_PERIOD, type PeriodText } from '@/lib/tasks/period';
import { COLUMNS, type Column } from '@/lib/tasks/task-columns';
import { DEFAULT_COLUMNS } from '../ui/page-defaults';

const PARSERS = {
  q: parseAsString.withDefault(''),
  from: parseAsString.withDefault(DEFAULT_PERIOD.from),
  to: parseAsString.withDefault(DEFAULT_PERIOD.to),
  sort: parseAsString.withDefault('-updated'),
  cols: parseAsArrayOf(parseAsStringLiteral(COLUMNS)).withDefault([...DEFAULT_COLUMNS]),
  sel: parseAsString,
  rows: parseAsStringLiteral(['dense', 'normal']).withDefault('normal'),
  follow: parseAsBoolean.withDefault(false),
};

export interface TasksUrl {
  readonly q: string;
  readonly period: PeriodText;
  readonly sort: string;
  readonly columns: readonly Column[];
  /** uuid of the task shown in the drawer. */
  readonly peeked: string | null;
  readonly dense: boolean;
  readonly setDense: (dense: boolean) => void;
  /** New rows come in by themselves. */
  readonly follow: boolean;
  readonly setFollow: (follow: boolean) => void;
  readonly setQ: (q: string) => void;
  readonly setPeriod: (period: PeriodText) => void;
  readonly setSort: (sort: string) => void;
  readonly setColumns: (columns: readonly Column[]) => void;
  readonly setPeeked: (uuid: string | null) => void;
}

/** Everything that makes the list what it is stands in the URL, so that reload and a shared link show the same. */
export function useTasksUrl(): TasksUrl {
  const [state, setState] = useQueryStates(PARSERS, { history: 'replace', clearOnDefault: true });
  const setQ = useCallback((q: string) => void setState({ q, sel: null }, { history: 'push' }), [setState]);
  const setPeriod = useCallback((period: PeriodText) => void setState(period, { history: 'push' }), [setState]);
  const setSort = useCallback((sort: string) => void setState({ sort }), [setState]);
  const setColumns = useCallback((cols: readonly Column[]) => void setState({ cols: [...cols] }), [setState]);
  const setPeeked = useCallback((sel: string | null) => void setState({ sel }), [setState]);
  const setDense = useCallback((dense: boolean) => void setState({ rows: dense ? 'dense' : 'normal' }), [setState]);
  const setFollow = useCallback((follow: boolean) => void setState({ follow }), [setState]);
  return useMemo(
    () => ({
      q: state.q,
      period: { from: state.from, to: state.to },
      sort: state.sort,
      columns: state.cols,
      peeked: state.sel,
      dense: state.rows === 'dense',
      setDense,
      follow: state.follow,
      setFollow,
      setQ,
      setPeriod,
      setSort,
      setColumns,
      setPeeked,
    }),
    [state, setDense, setFollow, setQ, setPeriod, setSort, setColumns, setPeeked],
  );
}
