import Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KnownIds } from './known-ids';
import { encodeTaskId } from '../sql/task-id';

function table(ids: readonly string[]): Database.Database {
  const db = new Database(':memory:');
  db.exec('CREATE TABLE task (id INTEGER PRIMARY KEY, uid ANY NOT NULL) STRICT');
  const insert = db.prepare('INSERT INTO task (uid) VALUES (?)');
  for (const id of ids) insert.run(encodeTaskId(id));
  return db;
}

const fresh = (count: number): string[] => Array.from({ length: count }, () => randomUUID());

describe('KnownIds', () => {
  it('holds every id for stored until it has learned all that are', () => {
    const ids = new KnownIds(table(fresh(10)));
    expect(ids.mayHave(encodeTaskId(randomUUID()))).toBe(true);
    ids.learn(6);
    expect(ids.mayHave(encodeTaskId(randomUUID()))).toBe(true);
    ids.learn(6);
    expect(ids.mayHave(encodeTaskId(randomUUID()))).toBe(false);
  });

  it('never denies a stored one and nearly always an unknown one, of uuids and of other texts', () => {
    const uuids = fresh(50_000);
    const texts = Array.from({ length: 5_000 }, (_, n) => `order-${n}`);
    const ids = new KnownIds(table([...uuids.slice(0, 100), ...texts]));
    ids.learn(10_000);
    uuids.slice(100).forEach((uuid, n) => ids.add(10_000 + n, encodeTaskId(uuid)));
    expect([...uuids, ...texts].filter((id) => !ids.mayHave(encodeTaskId(id)))).toEqual([]);
    const unknown = [...fresh(20_000), ...Array.from({ length: 20_000 }, (_, n) => `delivery-${n}`)];
    expect(unknown.filter((id) => ids.mayHave(encodeTaskId(id))).length).toBeLessThan(400);
  });

  it('lets go of the rows that were removed', () => {
    const db = table([]);
    const ids = new KnownIds(db);
    ids.learn(1);
    const [old = '', young = ''] = fresh(2);
    ids.add(5, encodeTaskId(old));
    ids.add(5_000_000, encodeTaskId(young));
    db.prepare('INSERT INTO task VALUES (5000000, ?)').run(encodeTaskId(young));
    ids.forgetRemoved();
    expect([ids.mayHave(encodeTaskId(old)), ids.mayHave(encodeTaskId(young))]).toEqual([false, true]);
  });
});
