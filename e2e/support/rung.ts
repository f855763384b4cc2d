import { it } from 'vitest';
import type { WhyView } from '@/lib/api/why-view';
import type { Verdict } from '@/lib/why/rung';
import { waitFor } from './redis-server';
import type { Stage } from './stage';
import { openRow, writeRow } from './truth-row';

const PATIENCE_MS = 180_000;

/** What a scenario of the ladder does with one task. */
export interface Climb {
  /** Waits until the task's explanation is this rung; after a start not all of it is known at once. */
  told(uuid: string, isWhole?: (why: WhyView) => boolean): Promise<WhyView>;
  /** What it says is checked in here. */
  cause(check: () => void): void;
  /** What kept the task was mended: waits until another rung is told, or that one, with nobody there in between. */
  past(uuid: string, to?: Verdict): Promise<WhyView>;
}

/** A test that keeps a task from running in one way; its line in the table of `npm run truth` is written in any case. */
export function rung(on: Stage, name: string, verdict: Verdict, play: (climb: Climb) => Promise<void>): void {
  const row = openRow('rung', `why: ${verdict}`, name);
  it(`${verdict}: ${name}`, async () => {
    const until = async (uuid: string, holds: (why: WhyView) => boolean): Promise<WhyView> => {
      let last: unknown = null;
      return waitFor(
        async () => {
          const { status, body } = await on.program.request(`/api/v1/tasks/${uuid}/why`);
          last = body;
          if (status !== 200) return null;
          // What the API answers there is held to its schema by its own tests.
          const why = body as WhyView;
          return holds(why) ? why : null;
        },
        () => `${verdict} of ${uuid}; last answer: ${JSON.stringify(last)}`,
        PATIENCE_MS,
      );
    };
    try {
      let since = performance.now();
      const seconds = () => (performance.now() - since) / 1000;
      await play({
        async told(uuid, isWhole = () => true) {
          const why = await until(uuid, (one) => one.verdict === verdict && isWhole(one));
          row.foundSeconds ??= seconds();
          return why;
        },
        cause(check) {
          check();
          row.rightCause = true;
        },
        async past(uuid, to) {
          since = performance.now();
          const isPast = (one: WhyView['verdict']) => (to === undefined ? one !== verdict : one === to);
          const why = await until(uuid, (one) => isPast(one.verdict));
          row.closedSeconds = seconds();
          return why;
        },
      });
    } finally {
      writeRow(row);
    }
  });
}
