import { openReader } from '@/server/store';
import type { EndedTask } from './load';

const AT_ONCE = 500;

/** Those of the tasks that are not stored in this data folder as they ended. */
export function notStored(dataDir: string, tasks: readonly EndedTask[]): EndedTask[] {
  const reader = openReader({ dataDir });
  try {
    const missing: EndedTask[] = [];
    for (let from = 0; from < tasks.length; from += AT_ONCE) {
      const some = tasks.slice(from, from + AT_ONCE);
      const states = new Map(reader.rowsOf(some.map(({ uuid }) => uuid)).map(({ uuid, state }) => [uuid, state]));
      missing.push(...some.filter(({ uuid, state }) => states.get(uuid) !== state));
    }
    return missing;
  } finally {
    reader.close();
  }
}
