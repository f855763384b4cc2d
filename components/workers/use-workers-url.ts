'use client';

import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import type { Sorting } from '@/components/ui/table';
import { WORKER_SORTS, type WorkerSort } from '@/lib/workers/sort-workers';
import { GROUPINGS, type Grouping } from '@/lib/workers/worker-groups';

export const WORKER_TABS = ['list', 'lanes'] as const;
export type WorkerTab = (typeof WORKER_TABS)[number];

const PARSERS = {
  by: parseAsStringLiteral(GROUPINGS).withDefault('queue'),
  q: parseAsString.withDefault(''),
  sort: parseAsStringLiteral(WORKER_SORTS).withDefault('name'),
  dir: parseAsStringLiteral(['asc', 'desc']).withDefault('asc'),
  tab: parseAsStringLiteral(WORKER_TABS).withDefault('list'),
};

export interface WorkersUrl {
  readonly grouping: Grouping;
  readonly text: string;
  readonly sorting: Sorting<WorkerSort>;
  readonly setGrouping: (by: Grouping) => void;
  readonly setText: (q: string) => void;
  readonly setSorting: (sorting: Sorting<WorkerSort>) => void;
  readonly tab: WorkerTab;
  readonly setTab: (tab: WorkerTab) => void;
}

/** Grouping, filter and order stand in the URL. */
export function useWorkersUrl(): WorkersUrl {
  const [state, setState] = useQueryStates(PARSERS, { history: 'replace', clearOnDefault: true });
  return {
    grouping: state.by,
    text: state.q,
    sorting: { field: state.sort, descending: state.dir === 'desc' },
    setGrouping: (by) => void setState({ by }, { history: 'push' }),
    setText: (q) => void setState({ q }),
    tab: state.tab,
    setTab: (tab) => void setState({ tab }, { history: 'push' }),
    setSorting: ({ field, descending }) => void setState({ sort: field, dir: descending ? 'desc' : 'asc' }),
  };
}
