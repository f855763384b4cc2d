import { deflateSync, inflateSync } from 'node:zlib';
import type { Task } from '@/lib/cluster/task';

interface Pack {
  readonly tasks: number;
  readonly deflated: Buffer;
}

/** Ended tasks that wait for the store, packed: about a hundred bytes each, oldest first. */
export interface Spool {
  readonly tasks: number;
  readonly bytes: number;
  add(tasks: readonly Task[]): void;
  find(uuid: string): Task | null;
  /** The oldest pack; null when there is none. */
  first(): { readonly number: number; readonly tasks: readonly Task[] } | null;
  /** Removes the pack of this number, if it is still there; without one the oldest. */
  remove(number?: number): void;
}

export function createSpool(): Spool {
  const packs = new Map<number, Pack>();
  /** In which pack a task is, by a hash of its uuid: the uuids themselves would be larger than the packs. */
  const places = new Map<number, number>();
  let next = 0;
  let tasks = 0;
  let bytes = 0;

  const oldest = (): number | undefined => packs.keys().next().value;

  return {
    get tasks() {
      return tasks;
    },
    get bytes() {
      return bytes;
    },
    add(added) {
      const deflated = deflateSync(JSON.stringify(added), { level: 1 });
      packs.set(next, { tasks: added.length, deflated });
      for (const { uuid } of added) places.set(hashOf(uuid), next);
      next += 1;
      tasks += added.length;
      bytes += deflated.length;
    },
    find(uuid) {
      const pack = packs.get(places.get(hashOf(uuid)) ?? -1);
      return pack === undefined ? null : (unpack(pack).findLast((task) => task.uuid === uuid) ?? null);
    },
    first() {
      const number = oldest();
      const pack = packs.get(number ?? -1);
      return number === undefined || pack === undefined ? null : { number, tasks: unpack(pack) };
    },
    remove(number = oldest()) {
      const pack = packs.get(number ?? -1);
      if (number === undefined || pack === undefined) return;
      for (const { uuid } of unpack(pack)) if (places.get(hashOf(uuid)) === number) places.delete(hashOf(uuid));
      packs.delete(number);
      tasks -= pack.tasks;
      bytes -= pack.deflated.length;
    },
  };
}

function unpack({ deflated }: Pack): readonly Task[] {
  // What was packed here and never left this process.
  return JSON.parse(inflateSync(deflated).toString()) as readonly Task[];
}

function hashOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return hash;
}
