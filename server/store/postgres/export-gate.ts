import { StoreError, type Asker } from '../store';

/** Between them pages must still find a connection: an export may hold one for minutes. */
const CONNECTIONS = 2;
const MOST = 4;

/** Lets few exports be under way, and fewer work at a time. */
export class ExportGate {
  private readonly open = new Set<unknown>();
  private readonly waiting: (() => void)[] = [];
  private working = 0;

  /** It counts from here on, before it has a connection. */
  begin(id: unknown): void {
    if (this.open.size >= MOST)
      throw new StoreError('busy', `${MOST} exports are running; try again when one has ended.`);
    this.open.add(id);
  }

  end(id: unknown): void {
    this.open.delete(id);
  }

  /** Does it when it is its turn. */
  async inTurn<T>({ signal }: Asker, work: () => Promise<T>): Promise<T> {
    if (this.working < CONNECTIONS) this.working += 1;
    else await this.turn(signal);
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      // Its turn goes to the next as it is.
      if (next === undefined) this.working -= 1;
      else next();
    }
  }

  private async turn(signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const go = (): void => resolve(undefined);
    const leave = (): void => {
      const at = this.waiting.indexOf(go);
      if (at === -1) return;
      this.waiting.splice(at, 1);
      reject(new StoreError('gone', 'Nobody waits for this answer any more.'));
    };
    this.waiting.push(go);
    signal?.addEventListener('abort', leave, { once: true });
    if (signal?.aborted === true) leave();
    await promise.finally(() => signal?.removeEventListener('abort', leave));
  }
}
