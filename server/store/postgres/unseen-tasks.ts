import type { Task } from '@/lib/cluster/task';

/** Far more than are heard of while a database is away for minutes; beyond it the oldest may cover what is stored. */
const MOST = 200_000;

/** Which tasks could not be looked up, so that memory may know less of them than is stored: they are joined with that. */
export class UnseenTasks {
  private readonly uuids = new Set<string>();

  add(uuid: string): void {
    this.uuids.add(uuid);
    if (this.uuids.size <= MOST) return;
    const [oldest = uuid] = this.uuids;
    this.uuids.delete(oldest);
  }

  /** It was looked up since. */
  remove(uuid: string): void {
    this.uuids.delete(uuid);
  }

  apart(tasks: readonly Task[]): readonly [unseen: readonly Task[], others: readonly Task[]] {
    if (this.uuids.size === 0) return [[], tasks];
    const unseen: Task[] = [];
    const others: Task[] = [];
    for (const task of tasks) (this.uuids.has(task.uuid) ? unseen : others).push(task);
    return [unseen, others];
  }
}
