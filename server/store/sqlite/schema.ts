import { TASK_STATES } from '@/lib/celery/task-state';
import { aheadOf, DICT_KINDS, RUNTIME_INDEXED_FROM, SUCCESS_ID } from '../sql/kinds';

const seededStates = TASK_STATES.map((state, index) => `(${index + 1}, ${DICT_KINDS.state}, '${state}')`).join(', ');

/**
 * Each entry brings the schema from the version before to its own (its place in the list, from 1). Never edit one that
 * was released: add another.
 *
 * Times are REAL epoch seconds: what an event said is read back bit for bit, and comparisons in SQL are the ones that the
 * same numbers give in memory. A task id is a BLOB of 16 bytes when it is a canonical uuid, else TEXT (any other id);
 * `root` and `parent` are 0 where they are the task itself. `series.start` and `depth.minute` are epoch minutes.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE dict (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind INTEGER NOT NULL,
    value TEXT NOT NULL,
    tasks INTEGER NOT NULL DEFAULT 0,
    UNIQUE (kind, value)
  ) STRICT;
  INSERT INTO dict (id, kind, value) VALUES ${seededStates};

  CREATE TABLE task (
    id INTEGER PRIMARY KEY,
    uid ANY NOT NULL,
    state INTEGER NOT NULL,
    live INTEGER NOT NULL,
    name INTEGER,
    queue INTEGER,
    worker INTEGER,
    exception INTEGER,
    retries INTEGER NOT NULL,
    priority INTEGER,
    deliveries INTEGER NOT NULL,
    runs INTEGER NOT NULL,
    updated REAL NOT NULL,
    sent REAL,
    received REAL,
    started REAL,
    ended REAL,
    eta REAL,
    runtime REAL,
    root ANY,
    parent ANY,
    retry_of ANY
  ) STRICT;
  CREATE UNIQUE INDEX task_uid ON task (uid);
  CREATE INDEX task_updated ON task (updated);
  CREATE INDEX task_name ON task (name, updated);
  CREATE INDEX task_queue ON task (queue, updated);
  CREATE INDEX task_worker ON task (worker, updated);
  CREATE INDEX task_state ON task (state, updated) WHERE state <> ${SUCCESS_ID};
  CREATE INDEX task_exception ON task (exception, updated) WHERE exception IS NOT NULL;
  CREATE INDEX task_live_worker ON task (worker, updated) WHERE live = 1;
  CREATE INDEX task_live_queue ON task (queue, updated) WHERE live = 1;
  CREATE INDEX task_again ON task (updated) WHERE deliveries > 1;
  CREATE INDEX task_root ON task (root) WHERE root > 0;
  CREATE INDEX task_parent ON task (parent) WHERE parent > 0;
  CREATE INDEX task_retry_of ON task (retry_of) WHERE retry_of > 0;

  CREATE TABLE payload (
    id INTEGER PRIMARY KEY,
    args TEXT,
    kwargs TEXT,
    exception TEXT,
    result TEXT,
    more TEXT NOT NULL,
    traceback TEXT
  ) STRICT;

  CREATE TABLE timeline (
    task INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at REAL NOT NULL,
    type TEXT NOT NULL,
    worker INTEGER,
    text TEXT NOT NULL,
    PRIMARY KEY (task, seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE series (
    grain INTEGER NOT NULL,
    start INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    key INTEGER NOT NULL,
    sub INTEGER NOT NULL,
    success INTEGER NOT NULL,
    failure INTEGER NOT NULL,
    retry INTEGER NOT NULL,
    other INTEGER NOT NULL,
    wait BLOB NOT NULL,
    run_success BLOB NOT NULL,
    run_failure BLOB NOT NULL,
    PRIMARY KEY (grain, start, kind, key, sub)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE folded (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    minute INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    key INTEGER NOT NULL,
    sub INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE depth (
    queue INTEGER NOT NULL,
    minute INTEGER NOT NULL,
    at REAL NOT NULL,
    ready TEXT,
    unacked INTEGER,
    PRIMARY KEY (queue, minute)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE finding (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    opened REAL NOT NULL,
    updated REAL NOT NULL,
    closed REAL,
    detector TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (id, opened)
  ) STRICT;
  CREATE INDEX finding_open ON finding (opened) WHERE closed IS NULL;
  CREATE INDEX finding_opened ON finding (opened);
  CREATE TABLE finding_subject (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    finding INTEGER NOT NULL,
    PRIMARY KEY (kind, subject, finding)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX finding_subject_finding ON finding_subject (finding);
  CREATE TRIGGER finding_gone AFTER DELETE ON finding BEGIN
    DELETE FROM finding_subject WHERE finding = old.row;
  END;

  CREATE TABLE action (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    at REAL NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX action_at ON action (at);

  CREATE TABLE gap (
    started REAL NOT NULL,
    reason TEXT NOT NULL,
    ended REAL,
    PRIMARY KEY (started, reason)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE watch (
    started REAL PRIMARY KEY,
    ended REAL NOT NULL
  ) STRICT;
  `,
  `
  CREATE INDEX task_runtime ON task (runtime) WHERE runtime IS NOT NULL;
  CREATE INDEX task_received ON task (received) WHERE received IS NOT NULL;
  `,
  `
  DROP INDEX task_received;
  DROP INDEX task_runtime;
  CREATE INDEX task_runtime ON task (runtime) WHERE runtime >= ${RUNTIME_INDEXED_FROM};
  CREATE INDEX task_ahead ON task (updated) WHERE ${aheadOf('')};
  `,
  `
  CREATE TABLE folded_hour (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    minute INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    key INTEGER NOT NULL,
    sub INTEGER NOT NULL
  ) STRICT;
  `,
  'CREATE INDEX task_retried ON task (updated) WHERE retries > 0',
  `
  DROP INDEX task_name;
  DROP INDEX task_queue;
  DROP INDEX task_state;
  DROP INDEX task_runtime;
  CREATE INDEX task_name ON task (name, updated, queue);
  CREATE INDEX task_queue ON task (queue, updated, name);
  CREATE INDEX task_state ON task (state, updated, runtime) WHERE state <> ${SUCCESS_ID};
  CREATE INDEX task_runtime ON task (runtime, updated, name, queue, worker, state) WHERE runtime >= ${RUNTIME_INDEXED_FROM};
  `,
  `
  CREATE TABLE wish (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    at REAL NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, id)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE job (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    at REAL NOT NULL,
    live INTEGER NOT NULL,
    total INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX job_at ON job (at);
  CREATE TABLE job_item (
    job INTEGER NOT NULL,
    n INTEGER NOT NULL,
    uid TEXT NOT NULL,
    outcome TEXT,
    at REAL,
    body TEXT,
    PRIMARY KEY (job, n)
  ) STRICT, WITHOUT ROWID;
  `,
];
