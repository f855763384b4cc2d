import { expect, it } from 'vitest';
import type { DetectorName, Subject } from '@/lib/detectors/finding';
import type { FindingView } from '@/lib/api/views';
import type { CeleryWorkerOptions } from '../support/celery-worker';
import { playOf, type Play, type Stage } from '../support/stage';
import { openRow, writeRow } from '../support/truth-row';

/** How workers differ from the usual ones. */
export interface Unusual {
  readonly worker?: Partial<CeleryWorkerOptions>;
  /** Of the worker that takes tasks ahead; none with a pool that takes nothing while it runs something. */
  readonly hoarder?: string | null;
  /** Of the worker that is killed; none where nothing tells that a task runs. */
  readonly victim?: string | null;
  readonly priority?: number;
}

interface Fault {
  readonly detector: DetectorName;
  readonly subject: Partial<Subject>;
  readonly check: (finding: FindingView) => void;
}

const TASKS_AHEAD = 3;
/** Until then the worker that takes tasks ahead is busy. */
const BUSY_SECONDS = 40;

/** Causes several faults at once, which must all be found, and nothing else; each has its row. */
export function severalFaults(on: Stage, name: string, unusual: Unusual = {}): void {
  const { hoarder = 'hoarder@alpha', victim = 'victim@alpha', worker = {}, priority } = unusual;
  const detectors: readonly DetectorName[] = [
    'duplicate-expected',
    'queue-without-consumer',
    ...(hoarder === null ? [] : ['prefetch-starvation' as const]),
    ...(victim === null ? [] : ['worker-gone' as const, 'task-lost' as const]),
  ];
  const rows = new Map(detectors.map((detector) => [detector, openRow('finding', detector, name)]));
  it(`several faults at once, ${name}`, async () => {
    const plays = new Map([...rows].map(([detector, row]) => [detector, playOf(on, row, new Set())]));
    const faults: Fault[] = [];
    try {
      const holder = await on.start('holder@alpha', ['etas'], worker);
      const killed = victim === null ? null : await on.start(victim, ['early'], worker);
      if (hoarder !== null) await hoard(on, hoarder, worker);
      faults.push(await sendBeyond(on), await misspell(on, priority));
      if (killed !== null && victim !== null) {
        const [uuid = ''] = await on.send('early', 'scope.nap', [3600]);
        await on.program.untilTask(uuid, ({ task }) => task.state === 'STARTED', 'its start');
        // Green pools tell of a start before they acknowledge it.
        await new Promise((resolve) => setTimeout(resolve, 2000));
        await killed.kill();
        faults.push(...ofKilled(victim, uuid));
      }
      if (hoarder !== null) {
        await on.start('free@beta', ['hoard'], worker);
        faults.push(ofHoarder(hoarder));
      }
      for (const play of plays.values()) play.fault();
      const found = await Promise.all(faults.map((fault) => lookFor(plays.get(fault.detector), fault)));
      await holder.stop();
      await on.purge('etas');
      await on.start('catcher@beta', ['erly', ...(victim === null ? [] : ['early'])], worker);
      if (victim !== null) await on.start(victim, ['early'], worker);
      // Nothing mends a lost task.
      const mended = found.filter(({ detector }) => detector !== 'task-lost');
      await Promise.all(mended.map(async (finding) => plays.get(finding.detector)?.closed(finding)));
      await plays.get('duplicate-expected')?.nothingBut(...detectors, 'worker-unknown');
    } finally {
      for (const row of rows.values()) writeRow(row);
    }
  });
}

async function lookFor(play: Play | undefined, { detector, subject, check }: Fault): Promise<FindingView> {
  if (play === undefined) throw new Error(`${detector} has no row`);
  const finding = await play.found(detector, subject);
  play.cause(() => check(finding));
  return finding;
}

const isRedis = (on: Stage): boolean => on.brokerUrl.startsWith('redis');

async function hoard(on: Stage, hostname: string, worker: Partial<CeleryWorkerOptions>): Promise<void> {
  const settings = { ...worker.settings, worker_prefetch_multiplier: 1 + TASKS_AHEAD };
  await on.start(hostname, ['hoard'], { ...worker, settings });
  const [long = ''] = await on.send('hoard', 'scope.nap', [BUSY_SECONDS]);
  await on.program.untilTask(long, ({ task }) => task.state === 'STARTED', 'its start');
  await on.send('hoard', 'scope.add', [1, 2], {}, TASKS_AHEAD);
}

function ofHoarder(hostname: string): Fault {
  return {
    detector: 'prefetch-starvation',
    subject: { kind: 'worker', id: hostname },
    check({ sentence, advice }) {
      expect(sentence).toMatch(/holds (a task|\d tasks) that free@beta could run/);
      expect(advice.setting).toContain('worker_prefetch_multiplier = 1');
    },
  };
}

/** An eta after the time when the broker gives the message out again. */
async function sendBeyond(on: Stage): Promise<Fault> {
  const [id = ''] = await on.send('etas', 'scope.add', [1, 2], { countdown: 7200 });
  return {
    detector: 'duplicate-expected',
    subject: { kind: 'task', id },
    check({ sentence, advice }) {
      expect(sentence).toContain('scope.add will run more than once: holder@alpha holds it until');
      expect(advice.setting).toBe(
        isRedis(on) ? 'broker_transport_options = {"visibility_timeout": 14400}' : 'consumer_timeout = 14400000',
      );
    },
  };
}

/** A queue that nobody takes from, with a name that is nearly another one's. */
async function misspell(on: Stage, priority: number | undefined): Promise<Fault> {
  await on.send('erly', 'scope.add', [1, 2], priority === undefined ? {} : { priority });
  return {
    detector: 'queue-without-consumer',
    subject: { kind: 'queue', id: 'erly' },
    check: ({ sentence }) => expect(sentence).toContain('A message waits in erly, which no worker consumes'),
  };
}

function ofKilled(hostname: string, uuid: string): readonly Fault[] {
  return [
    {
      detector: 'worker-gone',
      subject: { kind: 'worker', id: hostname },
      check: ({ sentence }) => expect(sentence).toMatch(/fell silent at .* while it ran a task/),
    },
    {
      detector: 'task-lost',
      subject: { kind: 'task', id: uuid },
      check: ({ sentence }) => expect(sentence).toContain(`scope.nap is lost if ${hostname} is dead: it ran it since`),
    },
  ];
}
