import type { z } from 'zod';
import type { ActionMark, MarksView } from '@/lib/api/marks-view';
import type { TimeWindow } from '@/lib/api/views';
import type { Action } from '@/lib/cluster/action';
import { toWindow, WindowParams } from './params';
import type { View } from './view';

const MAX_MARKS = 200;
const MAX_ACTIONS = 500;
const PERIOD_SECONDS = { '15m': 900, '1h': 3_600, '6h': 21_600, '24h': 86_400, '7d': 604_800 } as const;

/** What explains the charts of a time: when nobody saw, what was lost, which workers came and went, what was done. */
export const marksView: View<'marks', z.infer<typeof WindowParams>> = {
  name: 'marks',
  params: WindowParams,
  inputs: ['log', 'clock'],
  async compute(source, params) {
    const now = source.now();
    const { from, to } = endsOf(toWindow(params), now);
    const reader = source.reader();
    const [unwatched, { actions }] = await Promise.all([
      reader.unwatched(from, now),
      reader.actions(null, MAX_ACTIONS),
    ]);
    const isIn = ({ at }: { readonly at: number }): boolean => at >= from && at <= to;
    const within = <Stretch extends { readonly from: number; readonly to: number }>(stretches: readonly Stretch[]) =>
      stretches.filter((stretch) => stretch.from < to && stretch.to > from);
    const workers = source.workerChanges().filter(isIn);
    // Who comes and goes explains no chart.
    const done = actionMarks(actions.filter((action) => isIn(action) && action.subject.kind !== 'access'));
    return {
      gaps: within(unwatched),
      losses: within(source.collector.cluster?.stats.losses ?? []),
      workers: newest(workers),
      actions: newest(done),
      cut: Math.max(0, workers.length - MAX_MARKS) + Math.max(0, done.length - MAX_MARKS),
    } satisfies MarksView;
  },
};

function endsOf(window: TimeWindow, now: number): { readonly from: number; readonly to: number } {
  // A bucket of a period may begin as much as one step before it.
  return typeof window === 'string' ? { from: now - PERIOD_SECONDS[window] * 1.05 - 60, to: now } : window;
}

/** Newest first, as the log has them; what was asked for in one request is one mark. */
function actionMarks(actions: readonly Action[]): readonly ActionMark[] {
  const marks = new Map<string, ActionMark>();
  for (const { id, name, at, actor, subject, outcome, batchId } of actions) {
    const key = batchId ?? id;
    const known = marks.get(key);
    if (known === undefined) marks.set(key, { id, name, at, actor, subject, outcome, count: 1 });
    else marks.set(key, { ...known, count: known.count + 1 });
  }
  return [...marks.values()];
}

function newest<Mark extends { readonly at: number }>(marks: readonly Mark[]): readonly Mark[] {
  return marks.toSorted((a, b) => a.at - b.at).slice(-MAX_MARKS);
}
