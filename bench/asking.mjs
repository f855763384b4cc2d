import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 20;

/** Asks for each path in turn, over and over, until it is stopped; `stop()` gives the milliseconds of each answer. */
export function keepAsking(url, paths) {
  const took = Object.fromEntries(paths.map((path) => [path, []]));
  let stopped = false;
  const done = (async () => {
    for (let n = 0; !stopped; n += 1) {
      const path = paths[n % paths.length];
      const startedAt = performance.now();
      const answer = await fetch(url + path);
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
      took[path].push(performance.now() - startedAt);
      await sleep(PAUSE_MS);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await done;
      return took;
    },
  };
}

/** The value below which the share `q` of all values lies; null when there are none. */
export function quantileOf(values, q) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? null;
}
