import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEvents } from './decode-event';

const BASE = { hostname: 'w1@alpha', timestamp: 1795256567.83, pid: 5094, clock: 3, utcoffset: 0 };

describe('decodeEvents', () => {
  it('reads a single object and a list alike', () => {
    const started = { ...BASE, type: 'task-started', uuid: 'u1' };
    expect(decodeEvents([started, started]).events).toEqual([
      ...decodeEvents(started).events,
      ...decodeEvents(started).events,
    ]);
  });

  it('keeps every field of a received task, with its eta in epoch seconds', () => {
    const { events } = decodeEvents({
      ...BASE,
      type: 'task-received',
      uuid: 'u1',
      name: 'shop.add',
      args: '(2, 3)',
      kwargs: '{}',
      retries: 1,
      eta: '2026-11-21T10:08:30.324381+00:00',
      expires: '2026-11-21T16:08:30+05:30',
      root_id: 'r',
      parent_id: 'p',
    });
    expect(events[0]).toMatchObject({
      kind: 'task',
      name: 'shop.add',
      args: '(2, 3)',
      retries: 1,
      eta: 1795255710.324381,
      expires: 1795257510,
      rootId: 'r',
      parentId: 'p',
    });
  });

  it('reads an eta without an offset as UTC', () => {
    const { events } = decodeEvents({ ...BASE, type: 'task-received', uuid: 'u1', eta: '2026-11-21T10:08:30' });
    expect(events[0]).toMatchObject({ eta: 1795255710 });
  });

  it('reads missing and ill-typed fields as not known', () => {
    const { events, malformed } = decodeEvents({
      ...BASE,
      type: 'task-succeeded',
      uuid: 'u1',
      name: 7,
      result: { a: 1 },
      runtime: 'fast',
      retries: -1,
      eta: 'soon',
      pid: 'x',
    });
    expect(malformed).toEqual([]);
    expect(events[0]).toMatchObject({
      name: null,
      result: null,
      runtimeSeconds: null,
      retries: null,
      eta: null,
      pid: null,
    });
  });

  it('makes a custom event of any other task type, its state in capitals', () => {
    const { events } = decodeEvents({ ...BASE, type: 'task-progress', uuid: 'u1', done: 3, total: 9 });
    expect(events[0]).toMatchObject({ kind: 'custom', state: 'PROGRESS', fields: { done: 3, total: 9 } });
  });

  it('passes over worker types and groups that are not ours', () => {
    const other = [
      { ...BASE, type: 'worker-elect' },
      { ...BASE, type: 'deploy-done' },
      { ...BASE, type: 'worker-online' },
    ];
    const decoded = decodeEvents(other);
    expect(decoded.events.map(({ type }) => type)).toEqual(['worker-online']);
    expect(decoded.malformed).toEqual([]);
  });

  it('loses no good member of a list to a bad one and says what was bad', () => {
    const { events, malformed } = decodeEvents([
      null,
      7,
      [],
      { type: 'task-started' },
      { ...BASE, type: 'task-started' },
      { ...BASE, timestamp: 1e300, type: 'task-sent', uuid: 'x' },
      { ...BASE, type: 'task-started', uuid: 'u1' },
    ]);
    expect(events).toHaveLength(1);
    expect(malformed.map(({ reason }) => reason)).toEqual([
      'not an object',
      'not an object',
      'not an object',
      'no hostname',
      'no uuid',
      'no valid timestamp',
    ]);
  });

  it('bounds what it keeps', () => {
    const huge = 'x'.repeat(1_000_000);
    const failed = { ...BASE, type: 'task-failed', uuid: huge, name: huge, exception: huge, traceback: huge };
    const { events } = decodeEvents([
      failed,
      { ...BASE, type: 'task-progress', uuid: 'u', note: huge, list: Array(100_000).fill(1) },
    ]);
    const [task, custom] = events;
    if (task?.kind !== 'task' || custom?.kind !== 'custom') throw new Error('not decoded');
    expect([task.uuid.length, task.name?.length, task.exception?.length, task.traceback?.length]).toEqual([
      512, 512, 10_000, 65_536,
    ]);
    expect(JSON.stringify(custom.fields).length).toBeLessThan(12_000);
    expect(decodeEvents({ type: 'task-x', note: huge }).malformed[0]?.excerpt.length).toBeLessThanOrEqual(200);
  });

  it('never cuts a character in two', () => {
    const { events } = decodeEvents({ ...BASE, type: 'task-started', uuid: `${'x'.repeat(511)}😀` });
    expect(events[0]).toMatchObject({ uuid: 'x'.repeat(511) });
  });

  it('survives a body nested beyond the stack', () => {
    let deep: unknown = 'end';
    for (let i = 0; i < 100_000; i += 1) deep = { type: 'task-x', uuid: 'u', deep };
    expect(decodeEvents({ ...BASE, type: 'task-x', uuid: 'u', deep }).events).toHaveLength(1);
    expect(decodeEvents([[deep], { deep }]).malformed).toHaveLength(2);
  });

  it('does not let a hostile key reach the prototype', () => {
    const body: unknown = JSON.parse(
      '{"type":"task-x","uuid":"u","hostname":"h","timestamp":1,"__proto__":{"polluted":1}}',
    );
    expect(decodeEvents(body).events).toHaveLength(1);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('replaces half a character, which no address can hold', () => {
    const { events, malformed } = decodeEvents([
      { ...BASE, type: 'task-started', uuid: 'u\ud800', hostname: '\udc00w' },
      { ...BASE, type: 'task-\ud800', uuid: 'u' },
    ]);
    expect(events).toMatchObject([{ uuid: 'u\ufffd', hostname: '\ufffdw' }]);
    expect(malformed).toMatchObject([{ reason: 'no usable type' }]);
  });

  it('never throws, and accounts for every member that claims to be a task event', () => {
    const field = fc.oneof(fc.jsonValue(), fc.constant(BASE.timestamp), fc.constant('w1'));
    const event = fc.record({
      type: fc.constantFrom('task-sent', 'task-x', 'task-failed', 'task-'),
      uuid: field,
      hostname: field,
      timestamp: field,
      retries: field,
      eta: field,
    });
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const decoded = decodeEvents(events);
        expect(decoded.events.length + decoded.malformed.length).toBe(events.length);
      }),
    );
    fc.assert(fc.property(fc.jsonValue(), (value) => void decodeEvents(value)));
  });
});
