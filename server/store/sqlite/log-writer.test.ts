import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Action, ActionAnswer } from '@/lib/cluster/action';
import { openReader } from '../index';
import { openSyncWriter } from '../sqlite.fixture';
import { batchOf, NOW, uuidOf } from '../store.fixture';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'celeryscope-log-'));
});
afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

const answerOf = (n: number, outcome: ActionAnswer['outcome'] = 'ok'): ActionAnswer => ({
  from: `celery@worker-${n}.eu-west.example.com`,
  outcome,
  text: `tasks ${uuidOf(n)} flagged as revoked`,
  ms: n,
});

const revokeOf = (id: string, answers: readonly ActionAnswer[], parameters: Action['parameters'] = {}): Action => ({
  id,
  name: 'revoke',
  at: NOW,
  actor: 'anonymous',
  address: '127.0.0.1',
  subject: { kind: 'task', id: uuidOf(1) },
  parameters,
  reason: null,
  outcome: 'partial',
  summary: 'Revoked',
  answers,
  durationMs: 12,
  batchId: null,
});

function written(...actions: readonly Action[]): readonly Action[] {
  const { writer } = openSyncWriter({ dataDir, now: NOW });
  const reader = openReader({ dataDir });
  try {
    writer.write(batchOf({ actions }));
    return reader.actions(null, 10).actions;
  } finally {
    reader.close();
    writer.close();
  }
}

describe('the log of actions', () => {
  it('keeps those answers of a thousand workers that tell most, and says how many there were', () => {
    const answers = Array.from({ length: 1000 }, (_, n) => answerOf(n, n === 900 ? 'no-reply' : 'ok'));
    const [stored] = written(revokeOf('a', answers));
    expect(stored?.answers).toHaveLength(100);
    expect(stored?.answers[0]).toEqual(answers[900]);
    expect(stored?.summary).toBe('Revoked (100 of 1000 answers are kept)');
  });

  it('keeps the beginning of a long list of workers that were asked', () => {
    const hostnames = Array.from({ length: 1000 }, (_, n) => `${'long'.repeat(50)}${n}`);
    const [stored] = written(revokeOf('a', [answerOf(1)], { hostnames }));
    expect(stored?.parameters).toEqual({ hostnames: hostnames.slice(0, 100) });
    expect(stored?.answers).toEqual([answerOf(1)]);
  });

  it('shows the others when one entry can’t be read', () => {
    written(revokeOf('a', [answerOf(1)]));
    const db = new Database(join(dataDir, 'celeryscope.db'));
    db.prepare(`UPDATE action SET body = '{"id": "a", "answ…'`).run();
    db.close();
    expect(written(revokeOf('b', [answerOf(1)])).map(({ id }) => id)).toEqual(['b']);
  });
});

describe('a gap that was open when the writer stopped', () => {
  it('ends with the time that was watched, so that what is seen afterwards is not hidden', () => {
    const gap = { from: NOW - 300, to: null, reason: 'broker-lost' } as const;
    const first = openSyncWriter({ dataDir, now: NOW, clock: () => NOW - 240 });
    first.writer.write(batchOf({ gaps: [gap] }));
    first.writer.close();
    const second = openSyncWriter({ dataDir, now: NOW, clock: () => NOW - 180 });
    second.writer.write(batchOf({}));
    const reader = openReader({ dataDir });
    const unseen = reader.throughput({}, '15m', NOW - 120).filter(({ noData }) => noData);
    expect(unseen.map(({ at }) => at)).not.toContain(Math.floor((NOW - 130) / 60) * 60);
    reader.close();
    second.writer.close();
  });
});
