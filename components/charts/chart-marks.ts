import type { ActionMark, MarksView, WorkerChange } from '@/lib/api/marks-view';

export type Mark = ({ readonly kind: 'worker' } & WorkerChange) | ({ readonly kind: 'action' } & ActionMark);

interface Concerned {
  /** Whose starts and stops are shown. */
  readonly workers: ReadonlySet<string>;
  readonly queue?: string;
}

/** Of a page about some workers or a queue: actions on others are not its own, those on tasks may be. */
export function marksAbout(marks: MarksView, { workers, queue }: Concerned): MarksView {
  return {
    ...marks,
    workers: marks.workers.filter(({ hostname }) => workers.has(hostname)),
    actions: marks.actions.filter(({ subject: { kind, id } }) => {
      if (kind === 'worker') return workers.has(id);
      return kind === 'queue' ? id === queue : true;
    }),
  };
}

/** Marks that stand too close to be told apart. */
export interface MarkGroup {
  /** Share of the width, 0 to 1. */
  readonly position: number;
  readonly marks: readonly Mark[];
}

/** Of workers and actions, in the order of time. */
export function marksBetween({ workers, actions }: MarksView, from: number, to: number): readonly Mark[] {
  const all: readonly Mark[] = [
    ...workers.map((mark) => ({ kind: 'worker' as const, ...mark })),
    ...actions.map((mark) => ({ kind: 'action' as const, ...mark })),
  ];
  return all.filter(({ at }) => at >= from && at < to).sort((a, b) => a.at - b.at);
}

/** Groups that are at least `room` (a share of the width) apart, each where its first mark is. */
export function groupMarks(marks: readonly Mark[], from: number, to: number, room: number): readonly MarkGroup[] {
  const groups: { position: number; marks: Mark[] }[] = [];
  for (const mark of marks) {
    const position = (mark.at - from) / (to - from);
    const last = groups.at(-1);
    if (last !== undefined && position - last.position < room) last.marks.push(mark);
    else groups.push({ position, marks: [mark] });
  }
  return groups;
}

export interface Band {
  readonly kind: 'gap' | 'loss';
  /** Epoch seconds, within the plot. */
  readonly from: number;
  readonly to: number;
  /** Shares of the width, 0 to 1. */
  readonly left: number;
  readonly width: number;
  /** Of a gap: its reason. */
  readonly reason: MarksView['gaps'][number]['reason'];
  /** Of a loss: which share of the events, estimated. */
  readonly share: number;
}

/** Times without data and with lost events, cut to the plot. */
export function bandsBetween({ gaps, losses }: MarksView, from: number, to: number): readonly Band[] {
  const all = [
    ...losses.map((loss) => ({ ...loss, kind: 'loss' as const, reason: null, share: lossShare(loss) })),
    ...gaps.map((gap) => ({ ...gap, kind: 'gap' as const, share: 1 })),
  ];
  return all.flatMap(({ kind, reason, share, ...band }) => {
    const [first, last] = [Math.max(from, band.from), Math.min(to, band.to)];
    if (first >= last) return [];
    const left = (first - from) / (to - from);
    return [{ kind, reason, share, from: first, to: last, left, width: (last - first) / (to - from) }];
  });
}

export function lossShare({ lost, seen }: { readonly lost: number; readonly seen: number }): number {
  return lost / Math.max(1, lost + seen);
}
