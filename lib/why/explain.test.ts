import { describe, expect, it } from 'vitest';
import en from '../i18n/en/why.json';
import { renderMessage } from '../i18n/render';
import { queueView } from '../queues/queue.fixture';
import { workerView } from '../workers/worker.fixture';
import { ASKED_CASES } from './asked-cases.fixture';
import { explainTask } from './explain';
import { WAITING } from './waiting';
import { RUNNING } from './running';
import { UNSEEN_CASES } from './unseen-cases.fixture';
import {
  factsOf,
  heldTask,
  NOW,
  NOWHERE,
  placeOf,
  runningTask,
  UNACKED,
  waitingTask,
  type WhyCase,
} from './why.fixture';

const rate = { queue: queueView('mail', { ready: 9, consumers: 1, outPerSecond: 2 }) };
const full = { queue: queueView('mail', { ready: 9, consumers: 1, slots: 4, freeSlots: 0, outPerSecond: 2 }) };
const gone = workerView('w1', { status: 'gone', statusSince: NOW - 20, lastHeartbeatAt: NOW - 25 });
const other = workerView('w2', { active: 1 });
const usual = { p50: 1, p95: 2, longest: 2, runs: 30 };

const CASES: readonly WhyCase[] = [
  ...UNSEEN_CASES,
  ...ASKED_CASES,
  ['an end', factsOf(waitingTask({ state: 'FAILURE', endedAt: NOW - 5 })), 'ended', 'FAILURE'],
  ['a run', factsOf(runningTask('w1'), { place: null }), 'running', 'runs on w1'],
  ['an unusually long run', factsOf(runningTask('w1'), { usual }), 'running-long', '95 of 100 runs'],
  [
    'a run that is about to be given out again',
    factsOf(runningTask('w1'), {
      workers: [workerView('w1', { visibilityTimeoutSeconds: 60 })],
      place: placeOf({ message: UNACKED }),
    }),
    'runs-again',
    'runs twice',
  ],
  [
    'a run that will outlast the timeout as such runs usually do',
    factsOf(runningTask('w1'), {
      workers: [workerView('w1', { visibilityTimeoutSeconds: 3600 })],
      place: placeOf({ message: UNACKED }),
      usual: { p50: 5000, p95: 6000, longest: 6000, runs: 30 },
    }),
    'runs-again',
    'gives it out again',
  ],
  [
    'a run whose worker is gone and whose message comes back',
    factsOf(runningTask('w1'), { workers: [gone, other], place: placeOf({ message: UNACKED }) }),
    'worker-gone',
    'gives it out again at',
  ],
  [
    'a run whose worker is gone with the acknowledged message',
    factsOf(runningTask('w1'), { workers: [gone, other], place: placeOf({ message: NOWHERE }) }),
    'worker-gone',
    'nothing will run it again',
  ],
  [
    'a run on a gone worker of RabbitMQ',
    factsOf(runningTask('w1'), { workers: [gone], place: placeOf({ message: null, brokerKind: 'amqp' }) }),
    'worker-gone',
    'can’t be told',
  ],
  ['a time to come', factsOf(waitingTask({ eta: NOW + 60 })), 'scheduled', 'waits for its time'],
  [
    'a time beyond the timeout',
    factsOf(heldTask('w1', { eta: NOW + 9000 }), { place: placeOf({ message: UNACKED }) }),
    'scheduled',
    'a second worker will hold it',
  ],
  ['an expiry', factsOf(waitingTask({ expires: NOW - 5 })), 'expired', 'throw it away'],
  [
    'a queue without a consumer',
    factsOf(waitingTask({ queue: 'video' }), { place: placeOf({ message: { ...NOWHERE, everywhere: false } }) }),
    'no-consumer',
    'No worker consumes video',
  ],
  [
    'a typo in the queue’s name',
    factsOf(waitingTask({ queue: 'mails' }), { place: placeOf({ message: null }) }),
    'no-consumer',
    'One consumes mail',
  ],
  [
    'a task that no worker of its queue knows',
    factsOf(waitingTask(), {
      workers: [workerView('w1'), workerView('w2', { queues: ['video'] })],
      place: placeOf({
        registered: [
          { worker: 'w1', knows: false, rateLimit: null },
          { worker: 'w2', knows: true, rateLimit: null },
        ],
      }),
    }),
    'unknown-task',
    'does not know shop.mail',
  ],
  [
    'a worker that took it and is gone',
    factsOf(heldTask('w1'), { workers: [gone, other], place: placeOf({ message: UNACKED }) }),
    'worker-gone',
    'gives it out again at',
  ],
  [
    'one that is due to come back',
    factsOf(heldTask('w1'), {
      workers: [gone, { ...other, visibilityTimeoutSeconds: 30 }],
      place: placeOf({ message: UNACKED }),
    }),
    'worker-gone',
    'may give it out again',
  ],
  [
    'all workers gone',
    factsOf(heldTask('w1'), { workers: [gone], place: placeOf({ message: UNACKED }) }),
    'worker-gone',
    'no other worker is there',
  ],
  [
    'a gone worker of RabbitMQ',
    factsOf(heldTask('w1'), { workers: [gone, other], place: null }),
    'worker-gone',
    'when it notices',
  ],
  [
    'workers that take nothing',
    factsOf(waitingTask(), { workers: [workerView('w1', { status: 'not-consuming', statusSince: NOW - 90 })] }),
    'not-consuming',
    'takes nothing since',
  ],
  [
    'a holder that is silent',
    factsOf(heldTask('w1'), { workers: [workerView('w1', { status: 'unknown', statusSince: NOW - 90 })] }),
    'not-consuming',
    'not been heard since',
  ],
  [
    'a rate limit',
    factsOf(heldTask('w1'), { place: placeOf({ registered: [{ worker: 'w1', knows: true, rateLimit: '10/m' }] }) }),
    'rate-limited',
    'rate limit of shop.mail, 10/m',
  ],
  [
    'a worker that hoards',
    factsOf(heldTask('w1'), {
      workers: [workerView('w1', { status: 'saturated', active: 4, reserved: 7 }), other],
      place: placeOf({ message: UNACKED, aheadOnWorker: 2 }),
    }),
    'prefetched',
    'behind its own work and 2 more tasks while w2 has a free slot',
  ],
  [
    'a worker that is busy like all',
    factsOf(heldTask('w1'), { workers: [workerView('w1', { status: 'saturated', active: 4, reserved: 7 })] }),
    'prefetched',
    'until one of its slots is free',
  ],
  ['a place in line', factsOf(waitingTask(), rate), 'queued', 'number 4 in line', 'about 2'],
  ['a place in line where all are busy', factsOf(waitingTask(), full), 'slots-busy', 'All 4 slots', 'number 4'],
  [
    'a queue that can’t be searched',
    factsOf(waitingTask(), { place: null }),
    'queued',
    'not yet received by a worker.',
  ],
  ['a task that is nowhere', factsOf(waitingTask(), { place: placeOf({ message: NOWHERE }) }), 'lost', 'it is lost'],
  [
    'a task that is nowhere after events were missed',
    factsOf(waitingTask(), { place: placeOf({ message: NOWHERE, missedEvents: true }) }),
    'lost',
    'may have run while events were missed',
  ],
  [
    'a task that may have run unseen',
    factsOf(waitingTask(), {
      workers: [workerView('w1', { taskEvents: false })],
      place: placeOf({ message: NOWHERE }),
    }),
    'lost',
    'It may have run on w1',
  ],
  [
    'a worker that tells nothing',
    factsOf(waitingTask(), { place: placeOf({ message: UNACKED }) }),
    'delivered',
    'tells nothing',
  ],
  [
    'nothing to go by',
    factsOf(waitingTask({ queue: null }), { queue: null, place: null, workers: [] }),
    'unknown',
    'Not known',
  ],
];

describe('explainTask', () => {
  it.each(CASES)('tells of %s', (_title, facts, verdict, ...words) => {
    const why = explainTask(facts);
    const text = renderMessage(why.sentence);
    expect(why.verdict, text).toBe(verdict);
    for (const word of words) expect(text).toContain(word);
  });

  it.each(CASES)('has a text for all it says of %s, and evidence with its time', (_title, facts) => {
    const why = explainTask(facts);
    const notes = why.checked.flatMap(({ note }) => note ?? []);
    const said = [why.sentence, ...why.evidence.map(({ claim }) => claim), ...notes];
    for (const one of why.advice === null ? said : [...said, why.advice.text]) {
      const text = renderMessage(one);
      expect(text).not.toBe(one.key);
      expect(text).not.toMatch(/[{}]|NaN|undefined/);
    }
    expect(why.evidence).not.toHaveLength(0);
    for (const { at } of why.evidence) expect(at).toBeGreaterThan(0);
  });

  it('meets every rung, and names each in the catalogue', () => {
    const met = new Set(CASES.map(([, facts]) => explainTask(facts).verdict));
    const rungs = [...WAITING, ...RUNNING].map(({ verdict }) => verdict);
    expect([...new Set(rungs)].filter((verdict) => !met.has(verdict))).toEqual([]);
    expect([...met].filter((verdict) => !(verdict in en.rung))).toEqual([]);
  });

  it('says of what can’t be told which setting would tell', () => {
    const why = explainTask(factsOf(waitingTask({ queue: null, name: null }), { queue: null, place: null }));
    const missing = why.checked.flatMap(({ holds, note }) => (holds === 'unknown' && note !== null ? [note] : []));
    expect(missing.map((note) => renderMessage(note)).join('\n')).toContain('task_send_sent_event = True');
  });

  it('claims no free slot elsewhere of a worker that does not serve the queue, or is gone, or about to fill it', () => {
    const workers = [
      workerView('w1', { status: 'saturated', active: 4 }),
      workerView('w2', { queues: ['video'] }),
      workerView('w3', { status: 'gone' }),
      workerView('w4', { active: 2, reserved: 2 }),
    ];
    expect(explainTask(factsOf(heldTask('w1'), { workers })).isProblem).toBe(false);
  });

  it('takes kombu’s default for a timeout that nobody told, and says so', () => {
    const workers = [{ ...gone, visibilityTimeoutSeconds: null }, workerView('w2', { visibilityTimeoutSeconds: null })];
    const why = explainTask(factsOf(heldTask('w1'), { workers, place: placeOf({ message: UNACKED }) }));
    expect(why.sentence.values['returnsAt']).toBe(UNACKED.deliveredAt + 3600);
    expect(why.evidence.map(({ claim }) => renderMessage(claim)).join()).toContain('which is the default');
  });

  it('does not take a worker that left, or an old reply, for the holder of what was given back', () => {
    const held = { worker: 'w1', as: 'reserved', at: NOW - 5, acknowledged: false } as const;
    const line = placeOf({ held });
    const left = explainTask(factsOf(waitingTask(), { ...rate, workers: [gone, other], place: line }));
    const old = { ...held, at: NOW - 100 };
    const stale = explainTask(factsOf(waitingTask(), { ...rate, place: placeOf({ held: old, message: null }) }));
    expect([left.verdict, stale.verdict]).toEqual(['queued', 'queued']);
    const named = explainTask(factsOf(waitingTask(), { place: placeOf({ held, message: UNACKED }) }));
    expect(named.verdict).toBe('prefetched');
  });

  it('says of no queue that nobody consumes it while the broker counts consumers, or just after a start', () => {
    const video = waitingTask({ queue: 'video' });
    const counted = factsOf(video, { queue: queueView('video', { consumers: 1 }), place: placeOf({ message: null }) });
    const young = factsOf(video, { place: placeOf({ message: null, watchedSince: NOW - 5 }) });
    expect([explainTask(counted).verdict, explainTask(young).verdict]).not.toContain('no-consumer');
  });

  it('calls no run likely to come back for one slow run before', () => {
    const facts = factsOf(runningTask('w1'), {
      place: placeOf({ message: UNACKED }),
      usual: { p50: 9e3, p95: 9e3, longest: 9e3, runs: 1 },
    });
    expect(explainTask(facts).verdict).toBe('running');
  });

  it('calls nothing lost that is only on its way, or where not all could be looked at', () => {
    const young = factsOf(waitingTask({ updatedAt: NOW - 5 }), { place: placeOf({ message: NOWHERE }) });
    const part = factsOf(waitingTask(), { place: placeOf({ message: { in: 'nowhere', everywhere: false } }) });
    expect([explainTask(young).verdict, explainTask(part).verdict]).toEqual(['unknown', 'queued']);
  });
});
