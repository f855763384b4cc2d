import type { StoredId } from './task-id';

/** Rows of the table `task` that one part stands for. */
export const PART_ROWS = 2 ** 20;
/** 16 bits a row and four of them set: about one in four hundred unknown ids looks known. */
const PART_BITS = PART_ROWS * 16;
const HASHES = 4;

/** Follows a filter from another thread: a part is shared memory, so that only its coming and going must be told. */
export interface IdFilterListener {
  readonly added: (number: number, part: SharedArrayBuffer) => void;
  readonly removed: (number: number) => void;
}

/** Also told when every stored id is known. */
export interface KnownIdsListener extends IdFilterListener {
  readonly whole: () => void;
}

/**
 * A Bloom filter of task ids in parts, one for each range of rows, so that the parts of removed rows can be let go. Two
 * megabytes a million tasks.
 */
export class IdFilter {
  private readonly parts = new Map<number, Int32Array>();

  constructor(private readonly listener?: IdFilterListener) {}

  /** False for nearly every id that was not added. */
  has(uid: StoredId): boolean {
    const [first, step] = hashOf(uid);
    for (const part of this.parts.values()) if (hasAll(part, first, step)) return true;
    return false;
  }

  add(row: number, uid: StoredId): void {
    const part = this.partOf(Math.floor(row / PART_ROWS));
    const [first, step] = hashOf(uid);
    for (let n = 0; n < HASHES; n += 1) {
      const bit = bitOf(first, step, n);
      // The other thread only reads, and hears that the row is there after it was written.
      part[bit >>> 5] = (part[bit >>> 5] ?? 0) | (1 << (bit & 31));
    }
  }

  /** Takes over a part that another thread fills. */
  follow(number: number, part: SharedArrayBuffer): void {
    this.parts.set(number, new Int32Array(part));
  }

  remove(number: number): void {
    if (this.parts.delete(number)) this.listener?.removed(number);
  }

  /** Lets go of the parts that stand for no row from `oldest` on. */
  removeBefore(oldest: number): void {
    for (const number of [...this.parts.keys()]) if ((number + 1) * PART_ROWS <= oldest) this.remove(number);
  }

  private partOf(number: number): Int32Array {
    const known = this.parts.get(number);
    if (known !== undefined) return known;
    const memory = new SharedArrayBuffer(PART_BITS / 8);
    this.follow(number, memory);
    this.listener?.added(number, memory);
    return new Int32Array(memory);
  }
}

function hasAll(part: Int32Array, first: number, step: number): boolean {
  for (let n = 0; n < HASHES; n += 1) {
    const bit = bitOf(first, step, n);
    if (((part[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
  }
  return true;
}

function bitOf(first: number, step: number, n: number): number {
  return ((first + Math.imul(n, step)) >>> 0) & (PART_BITS - 1);
}

// A uuid is random by itself; any other id is a text of its sender's choice.
function hashOf(uid: StoredId): readonly [first: number, step: number] {
  if (typeof uid === 'string') {
    let [first, step] = [0x811c9dc5, 0x9dc5811c];
    for (let at = 0; at < uid.length; at += 1) {
      first = Math.imul(first ^ uid.charCodeAt(at), 0x01000193);
      step = Math.imul(step ^ uid.charCodeAt(at), 0x85ebca6b) + at;
    }
    return [first ^ (first >>> 15), step | 1];
  }
  const word = (at: number): number => uid.readInt32LE(at);
  return [word(0) ^ Math.imul(word(8), 0x85ebca6b), (word(12) ^ Math.imul(word(4), 0x01000193)) | 1];
}
