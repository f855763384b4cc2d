'use client';

import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import type { Sorting } from '@/components/ui/table';
import { QUEUE_SORTS, type QueueSort } from '@/lib/queues/sort-queues';

const PARSERS = {
  q: parseAsString.withDefault(''),
  sort: parseAsStringLiteral(QUEUE_SORTS).withDefault('name'),
  dir: parseAsStringLiteral(['asc', 'desc']).withDefault('asc'),
  open: parseAsArrayOf(parseAsString).withDefault([]),
};

export interface QueuesUrl {
  readonly text: string;
  readonly sorting: Sorting<QueueSort>;
  /** Queues whose row is opened. */
  readonly opened: readonly string[];
  readonly setText: (q: string) => void;
  readonly setSorting: (sorting: Sorting<QueueSort>) => void;
  readonly toggle: (queue: string) => void;
}

/** Filter, order and opened rows stand in the URL. */
export function useQueuesUrl(): QueuesUrl {
  const [state, setState] = useQueryStates(PARSERS, { history: 'replace', clearOnDefault: true });
  return {
    text: state.q,
    sorting: { field: state.sort, descending: state.dir === 'desc' },
    opened: state.open,
    setText: (q) => void setState({ q }),
    setSorting: ({ field, descending }) => void setState({ sort: field, dir: descending ? 'desc' : 'asc' }),
    toggle: (queue) =>
      void setState(({ open }) => ({
        open: open.includes(queue) ? open.filter((other) => other !== queue) : [...open, queue],
      })),
  };
}
