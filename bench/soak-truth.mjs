/** An end is compared with what is stored so long after it: by then events have come, or it was settled otherwise. */
const COMPARED_AFTER_MS = 60_000;
/** The clocks of the result and of the gap are read at different moments of the same loss. */
const GAP_MARGIN_SECONDS = 12;
const FINAL = new Set(['SUCCESS', 'FAILURE', 'REVOKED']);

/**
 * What really became of each task (made up or real), compared with what the store says of it.
 * @param {(uuids: string[]) => Map<string, { state: string, exception: string | null }>} rowsOf what the store holds
 */
export function createTruth(rowsOf) {
  /** Ends that were not compared yet: uuid → state and when it ended, in milliseconds. */
  const waiting = new Map();
  const known = new Set();
  const found = { compared: 0, lost: [], wrong: [], late: 0, inGap: 0, unheard: 0, toldBoth: 0 };

  return {
    found,
    unheard(count) {
      found.unheard += count;
    },
    ended(uuid, state, atMs, name = null) {
      if (!known.has(uuid)) waiting.set(uuid, { state, atMs, name });
    },
    /** Compares what ended long enough ago; `all`: everything. */
    compare(gaps, nowMs, all = false) {
      const due = [...waiting].filter(([, { atMs }]) => all || nowMs - atMs > COMPARED_AFTER_MS);
      const rows = rowsOf(due.map(([uuid]) => uuid));
      for (const [uuid, { state, atMs, name }] of due) {
        waiting.delete(uuid);
        known.add(uuid);
        found.compared += 1;
        const row = rows.get(uuid);
        const stored = row?.state ?? null;
        if (stored === state) continue;
        const at = atMs / 1000;
        const isInGap = gaps.some(
          ({ from, to }) => at > from - GAP_MARGIN_SECONDS && at < (to ?? nowMs / 1000) + GAP_MARGIN_SECONDS,
        );
        if (stored === null && isInGap) found.inGap += 1;
        else if (stored === null) found.lost.push({ uuid, name, state, at });
        else if (isToldBoth(state, row)) found.toldBoth += 1;
        else found.wrong.push({ uuid, name, state, stored, at, isInGap });
      }
      // What was wrong a minute after it may have been asked for since.
      const again = rowsOf(found.wrong.map(({ uuid }) => uuid));
      const stillWrong = found.wrong.filter(({ uuid, state }) => again.get(uuid)?.state !== state);
      found.late += found.wrong.length - stillWrong.length;
      found.wrong = stillWrong;
      // Bounded, since a run may take days.
      while (known.size > 200_000) known.delete(known.values().next().value);
    },
  };
}

// A soft limit that strikes after the result was stored, outside the task's body (celery/app/trace.py), is told as a failure,
// and the result stays as it is.
function isToldBoth(result, { state, exception }) {
  return result === 'SUCCESS' && state === 'FAILURE' && exception?.startsWith('SoftTimeLimitExceeded') === true;
}

/** Reads the ends that Celery itself stored: uuid, state and time. */
export async function readResults(results) {
  const ends = [];
  for await (const keys of results.scanStream({ match: 'celery-task-meta-*', count: 500 })) {
    if (keys.length === 0) continue;
    for (const text of await results.mget(keys)) {
      const meta = text === null ? null : JSON.parse(text);
      // Of a chain that broke Celery stores a failure for each task that was never sent.
      if (meta === null || !FINAL.has(meta.status) || meta.worker == null) continue;
      ends.push({
        uuid: meta.task_id,
        state: meta.status,
        atMs: Date.parse(meta.date_done) || Date.now(),
        name: meta.name ?? null,
      });
    }
  }
  return ends;
}
