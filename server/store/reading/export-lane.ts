import { StoreError, type Asker, type StoreExports } from '../store';
import type { ReaderLane } from './reader-lane';
import type { ThreadQuestion } from './reader-messages';

type ExportQuestion = keyof StoreExports;

/** Finding all that match may need to sort all there is. */
const OPEN_MS = 120_000;
const NEXT_MS = 30_000;
const MOST = 4;
/** A thread with nothing to do only costs memory. */
const IDLE_MS = 30_000;

export function isExport(question: ThreadQuestion): question is ExportQuestion {
  return question === 'openExport' || question === 'nextOfExport' || question === 'closeExport';
}

/** Exports have a thread of their own, which ends when there are none: they may take minutes, a part at a time. */
export class ExportLane {
  private readonly open = new Set<unknown>();
  private idle: NodeJS.Timeout | undefined;

  constructor(private readonly lane: ReaderLane) {}

  ask(question: ExportQuestion, args: readonly unknown[], asker: Asker): Promise<unknown> {
    const [id] = args;
    clearTimeout(this.idle);
    if (question === 'openExport') {
      if (this.open.size >= MOST)
        return Promise.reject(new StoreError('busy', `${MOST} exports are running; try again when one has ended.`));
      this.open.add(id);
    }
    if (question === 'closeExport') {
      const isOpen = this.open.delete(id);
      if (this.open.size === 0) this.idle = setTimeout(() => this.lane.reset(), IDLE_MS).unref();
      if (!isOpen) return Promise.resolve();
    }
    const ms = question === 'openExport' ? OPEN_MS : NEXT_MS;
    return this.lane.ask(question, args, { softMs: ms, hardMs: ms, ...asker });
  }

  reset(): void {
    clearTimeout(this.idle);
    this.open.clear();
    this.lane.reset();
  }
}
