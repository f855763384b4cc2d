import { COLUMNS, type Column } from '@/lib/tasks/task-columns';

const USUAL: readonly Column[] = ['where', 'wait', 'run', 'age', 'why'];

// The server writes what it was started with into the page's first element.
const given = typeof document === 'undefined' ? {} : document.documentElement.dataset;

/** What readers who chose nothing get. */
export const DEFAULT_COLUMNS: readonly Column[] =
  given['columns'] === undefined ? USUAL : COLUMNS.filter((column) => given['columns']?.split(',').includes(column));
export const DEFAULT_LIVE = given['live'] === 'paused' ? 'paused' : 'live';
