import type Database from 'better-sqlite3';
import type { StoredId } from './task-id';

/** Rows of the table `task` that one part stands for. */
const PART_ROWS = 2 ** 20;
/** 16 bits a row and four of them set: about one in four hundred unknown ids looks known. */
const PART_BITS = PART_ROWS * 16;
const HASHES = 4;

interface Row {
  readonly id: number;
  readonly uid: StoredId;
}

/**
 * Tells of nearly every id that is not stored that it is not, without asking the database: a Bloom filter in parts, one
 * for each range of rows, so that the parts of removed rows can be let go. Two megabytes a million tasks. Until all that
 * was stored before has been learned, some rows at a time, every id may be known.
 */
export class KnownIds {
  private readonly parts = new Map<number, Uint32Array>();
  private readonly following: Database.Statement<[number, number], Row>;
  private readonly first: Database.Statement<[], { id: number | null }>;
  private learnedTo = 0;
  private isWhole = false;

  constructor(db: Database.Database) {
    this.following = db.prepare('SELECT id, uid FROM task WHERE id > ? ORDER BY id LIMIT ?');
    this.first = db.prepare('SELECT min(id) AS id FROM task');
  }

  mayHave(uid: StoredId): boolean {
    if (!this.isWhole) return true;
    const [first, step] = hashOf(uid);
    for (const part of this.parts.values()) if (hasAll(part, first, step)) return true;
    return false;
  }

  add(id: number, uid: StoredId): void {
    const number = Math.floor(id / PART_ROWS);
    const known = this.parts.get(number);
    const part = known ?? new Uint32Array(PART_BITS / 32);
    if (known === undefined) this.parts.set(number, part);
    const [first, step] = hashOf(uid);
    for (let n = 0; n < HASHES; n += 1) {
      const bit = bitOf(first, step, n);
      part[bit >>> 5] = (part[bit >>> 5] ?? 0) | (1 << (bit & 31));
    }
  }

  /** Learns up to `limit` rows that were there before; once all are known, costs nothing. */
  learn(limit: number): void {
    if (this.isWhole) return;
    const rows = this.following.all(this.learnedTo, limit);
    for (const { id, uid } of rows) this.add(id, uid);
    this.learnedTo = rows.at(-1)?.id ?? this.learnedTo;
    this.isWhole = rows.length < limit;
  }

  /** After rows were removed: lets go of the parts that stand for none any more. */
  forgetRemoved(): void {
    const oldest = this.first.get()?.id ?? 0;
    for (const number of this.parts.keys()) if ((number + 1) * PART_ROWS <= oldest) this.parts.delete(number);
  }
}

function hasAll(part: Uint32Array, first: number, step: number): boolean {
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
