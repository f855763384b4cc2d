import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FindingView } from '@/lib/api/views';
import type { DetectorName, Subject } from '@/lib/detectors/finding';
import { startBeat, type BeatOptions, type CeleryBeat } from './celery-beat';
import { sendTasks, spawnCelery, startWorker, type CeleryWorker, type CeleryWorkerOptions } from './celery-worker';
import { startProgram, temporaryFolder, type Program } from './program';
import { startRabbitmq, type RabbitmqServer } from './rabbitmq-server';
import { startRedis, type RedisServer } from './redis-server';
import { stopAll } from './stop-all';
import { openRow, writeRow, type TruthRow } from './truth-row';

/** A queue must have grown for three minutes, and a busy machine adds to everything. */
const PATIENCE_MS = 300_000;

/** A broker and a Celeryscope of their own, for the tests of one file. */
export interface Stage {
  readonly brokerUrl: string;
  /** Throws where the broker is RabbitMQ. */
  readonly redis: RedisServer;
  /** Throws where the broker is Redis. */
  readonly managementUrl: string;
  readonly program: Program;
  /** Ends Celeryscope and starts it again on what it stored. */
  restart(): Promise<void>;
  /** A path in a folder that is removed in the end. */
  path(name: string): string;
  /** Starts a worker, by default of one slot, and waits until it told what it is. */
  start(name: string, queues: readonly string[], options?: Partial<CeleryWorkerOptions>): Promise<CeleryWorker>;
  /** Starts a beat that is ended with the stage. */
  beat(settings: Readonly<Record<string, unknown>>, options?: BeatOptions): CeleryBeat;
  send(queue: string, name: string, args: readonly unknown[], options?: object, count?: number): Promise<string[]>;
  /** Removes what waits in a queue: else it would be found of the next scenario that nobody takes it. */
  purge(queue: string): Promise<void>;
  /** Queues that were purged so. */
  readonly purged: ReadonlySet<string>;
}

/** How Celery is set up on a stage, and what Celeryscope is told of it. */
export interface StageOptions {
  /** Of all workers, beats and senders. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Of Celeryscope's command. */
  readonly args?: readonly string[];
}

/** What a scenario does with its fault. */
export interface Play {
  /** From now on the fault is there. */
  fault(): void;
  /** Waits for the open finding; `subject` may leave out its id. */
  found(detector: DetectorName, subject: Partial<Subject>): Promise<FindingView>;
  /** What it says is checked in here. */
  cause(check: () => void): void;
  /** The fault is mended: waits until the finding is closed. */
  closed(finding: FindingView): Promise<FindingView>;
  /** Nothing mends it: it is still open after so many seconds. */
  stays(finding: FindingView, forSeconds: number): Promise<void>;
  /** No other detector found anything since the scenario began. */
  nothingBut(...detectors: readonly DetectorName[]): Promise<void>;
}

/** Sets a stage up before the tests of a file and takes it down after them. */
export function stage(broker: 'redis' | 'rabbitmq' = 'redis', { settings, args = [] }: StageOptions = {}): Stage {
  const folder = temporaryFolder();
  const workers: CeleryWorker[] = [];
  const beats: CeleryBeat[] = [];
  let server: RedisServer | RabbitmqServer | null = null;
  let program: Program | null = null;
  let watch: (() => Promise<void>) | null = null;
  const there = <T>(part: T | null): T => {
    if (part === null) throw new Error('the stage is not set up yet');
    return part;
  };

  beforeAll(async () => {
    server = broker === 'redis' ? await startRedis() : await startRabbitmq();
    const managementUrl = 'managementUrl' in server ? server.managementUrl : null;
    const management = managementUrl === null ? [] : ['--rabbitmq-management-url', managementUrl];
    const options = { brokerUrl: server.url, dataDir: folder.path, args: [...management, ...args] };
    watch = async () => {
      program = await startProgram(options);
      await program.until('status', '', ({ broker }) => broker.state === 'connected', 'the connection');
    };
    await watch();
  });
  afterAll(() =>
    stopAll(
      // One that was stopped hears nothing; what a scenario left is not to be waited for.
      () => Promise.all(beats.map((beat) => beat.kill())),
      () => Promise.all(workers.map((worker) => worker.kill())),
      () => program?.stop(),
      () => server?.stop(),
      () => folder.remove(),
    ),
  );

  const purged = new Set<string>();

  return {
    get brokerUrl() {
      return there(server).url;
    },
    get redis() {
      const redis = there(server);
      if (!('client' in redis)) throw new Error('this stage is on RabbitMQ');
      return redis;
    },
    get managementUrl() {
      const rabbitmq = there(server);
      if (!('managementUrl' in rabbitmq) || rabbitmq.managementUrl === null) throw new Error('no management API');
      return rabbitmq.managementUrl;
    },
    get program() {
      return there(program);
    },
    async restart() {
      expect(await there(program).stop()).toBe(0);
      await there(watch)();
    },
    path: (name) => join(folder.path, name),
    async start(name, queues, options = {}) {
      const own = { ...options, settings: { ...settings, ...options.settings } };
      const worker = await startWorker({ brokerUrl: there(server).url, name, queues, concurrency: 1, ...own });
      workers.push(worker);
      await there(program).until(
        'worker',
        name,
        (w) => w.stats !== null && w.queues !== null,
        'what it says of itself',
      );
      return worker;
    },
    beat(own, options) {
      const beat = startBeat(there(server).url, { ...settings, ...own }, options);
      beats.push(beat);
      return beat;
    },
    send: (queue, name, args, options = {}, count = 1) =>
      sendTasks(
        there(server).url,
        Array.from({ length: count }, () => ({ name, args, options: { queue, ...options } })),
        settings,
      ),
    purged,
    async purge(queue) {
      purged.add(queue);
      const { exited, output, child } = spawnCelery(['purge', '-f', '-Q', queue], there(server).url, settings);
      await exited;
      if (child.exitCode !== 0) throw new Error(`celery purge: ${output()}`);
    },
  };
}

/** A test that causes a fault; its line in the table is written whether it passes or not. */
export function scenario(on: Stage, name: string, detector: DetectorName, play: (play: Play) => Promise<void>): void {
  const row = openRow('finding', detector, name);
  it(`${detector}: ${name}`, async () => {
    const before = new Set((await on.program.findings('all')).map(({ id }) => id));
    try {
      await play(playOf(on, row, before));
    } finally {
      writeRow(row);
    }
  });
}

/** What a scenario does with one row; findings of `before` are not its own. */
export function playOf(on: Stage, row: TruthRow, before: ReadonlySet<string>): Play {
  let since = performance.now();
  const seconds = () => (performance.now() - since) / 1000;
  const isAbout = (finding: FindingView, subject: Partial<Subject>): boolean =>
    (subject.kind ?? finding.subject.kind) === finding.subject.kind &&
    (subject.id ?? finding.subject.id) === finding.subject.id;
  return {
    fault: () => void (since = performance.now()),
    async found(detector, subject) {
      const isIt = (finding: FindingView) => finding.detector === detector && isAbout(finding, subject);
      const why = `${detector} about ${JSON.stringify(subject)}`;
      const { findings } = await on.program.until(
        'findings',
        '?state=open',
        (v) => v.findings.some(isIt),
        why,
        PATIENCE_MS,
      );
      const finding = findings.find(isIt);
      if (finding === undefined) throw new Error('it was there');
      if (detector === row.name) row.foundSeconds ??= seconds();
      return finding;
    },
    cause(check) {
      check();
      row.rightCause = true;
    },
    async closed({ id, detector }) {
      since = performance.now();
      const isClosed = (finding: FindingView) => finding.id === id && finding.closedAt !== null;
      const { findings } = await on.program.until(
        'findings',
        '?state=closed',
        (v) => v.findings.some(isClosed),
        `the close of ${id}`,
        PATIENCE_MS,
      );
      const finding = findings.find(isClosed);
      if (finding === undefined) throw new Error('it was there');
      if (detector === row.name) row.closedSeconds = seconds();
      return finding;
    },
    async stays({ id }, forSeconds) {
      await new Promise((resolve) => setTimeout(resolve, forSeconds * 1000));
      expect((await on.program.findings('open')).map((finding) => finding.id)).toContain(id);
    },
    async nothingBut(...detectors) {
      // What was purged by hand did vanish.
      const isOfPurge = ({ detector, subject }: FindingView): boolean =>
        detector === 'task-lost' && subject.kind === 'queue' && on.purged.has(subject.id);
      const others = (await on.program.findings('all')).filter(
        (finding) => !before.has(finding.id) && !detectors.includes(finding.detector) && !isOfPurge(finding),
      );
      expect(others.map(({ sentence }) => sentence)).toEqual([]);
    },
  };
}
