import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCapture } from '@/e2e/captures/read-capture';
import { isRecord } from './bounded';
import { jsonElements, jsonMembers } from './json-slices';
import { decodeTaskBody, type TaskBody } from './task-body';
import { argumentsError, buildRetry, buildTask, type NewTask } from './task-message';
import { toPythonRepr } from './to-python-repr';

function bodyOf(text: string, contentType = 'application/json'): TaskBody {
  const decoded = decodeTaskBody(contentType, text);
  if (!decoded.ok) throw new Error(decoded.reason);
  return decoded.body;
}

function newTask(body: TaskBody, fields: Partial<NewTask> = {}): NewTask {
  return {
    uuid: 'new',
    retryOf: 'old',
    args: body.args,
    kwargs: body.kwargs,
    origin: 'gen1@celeryscope',
    eta: null,
    ...fields,
  };
}

const HEADERS = {
  lang: 'py',
  task: 'shop.add',
  id: 'old',
  shadow: 'pretty',
  eta: '2026-11-21T10:00:00+00:00',
  expires: '2026-11-22T10:00:00+00:00',
  group: 'g',
  group_index: 2,
  retries: 3,
  timelimit: [60, 30],
  root_id: 'root',
  parent_id: 'p',
  argsrepr: '(1,)',
  kwargsrepr: '{}',
  origin: 'gen9@client',
  ignore_result: true,
  replaced_task_nesting: 1,
  stamped_headers: ['monitor_id'],
  stamps: { monitor_id: ['x'] },
  redelivered: true,
  compression: 'application/x-gzip',
  'x-death': [{}],
  'x-tenant': 'acme',
  periodic_task_name: 'nightly',
};
const EMBED =
  '{"callbacks": [{"task": "shop.mail"}], "errbacks": null, "chain": [{"task": "shop.next", "args": [12345678901234567890]}], "chord": {"task": "shop.body"}}';

describe('decodeTaskBody', () => {
  it('cuts a body without touching a digit', () => {
    const body = bodyOf(`[ [12345678901234567890, NaN, 1.0, "a,]\\"b"] , {"k": -Infinity}, ${EMBED}]`);
    expect(body).toMatchObject({
      args: '[12345678901234567890, NaN, 1.0, "a,]\\"b"]',
      kwargs: '{"k": -Infinity}',
      embed: EMBED,
    });
  });

  it('reads the messages of protocol 1, where all is in the body', () => {
    const body = bodyOf(
      '{"task": "shop.add", "id": "u", "args": [1], "kwargs": null, "timelimit": [60, null], "chord": {"a": 1}, "utc": true}',
    );
    expect(body).toMatchObject({ args: '[1]', kwargs: '{}', fields: { task: 'shop.add', timelimit: [60, null] } });
    expect(jsonMembers(body.embed)).toContainEqual({ name: 'chord', text: '{"a": 1}' });
  });

  it('reads a body with no embed', () => {
    expect(bodyOf('[[2, 3], {}, null]')).toMatchObject({ args: '[2, 3]', kwargs: '{}', embed: '{}' });
    expect(bodyOf('[[2, 3], {}]').embed).toBe('{}');
  });

  it('says why a body is of no use', () => {
    expect(decodeTaskBody('application/x-python-serialize', '[[], {}, {}]')).toEqual({ ok: false, reason: 'not-json' });
    for (const text of ['', 'x', '7', '[]', '[1, {}, {}]', '[[], [], {}]', '{"a": 1}', '[[], {}, {}, 4]', '[[1}']) {
      expect(decodeTaskBody('application/json', text), text).toEqual({ ok: false, reason: 'not-a-task' });
    }
  });

  it('reads every task message of the captures', () => {
    const rows = readCapture('amqp-5.6.3-scenarios-messages').rows.filter((row) =>
      String(row['trace']).startsWith('publish'),
    );
    const bodies = rows.flatMap((row) => {
      const { headers } = row['properties'] as { headers?: Record<string, unknown> };
      return headers?.['task'] === undefined ? [] : [decodeTaskBody('application/json', String(row['body']))];
    });
    expect(bodies.length).toBeGreaterThan(25);
    expect(bodies.every(({ ok }) => ok)).toBe(true);
  });
});

describe('jsonElements and jsonMembers', () => {
  it('give slices that make the same value again', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.nat(3), (array, indent) => {
        const text = JSON.stringify(array, null, indent);
        expect(jsonElements(text)?.map((slice) => JSON.parse(slice) as unknown)).toEqual(JSON.parse(text));
      }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(3), (object, indent) => {
        const text = JSON.stringify(object, null, indent);
        const members = jsonMembers(text) ?? [];
        expect(members.map(({ name, text: slice }) => [name, JSON.parse(slice) as unknown])).toEqual(
          Object.entries(JSON.parse(text) as object),
        );
      }),
    );
  });
});

describe('buildRetry', () => {
  const body = bodyOf(`[[1], {}, ${EMBED}]`);
  const built = buildRetry({ headers: HEADERS, body }, newTask(body));

  it('gives the new message an id and a life of its own', () => {
    expect(built.headers).toMatchObject({
      task: 'shop.add',
      id: 'new',
      root_id: 'new',
      parent_id: null,
      retries: 0,
      eta: null,
      expires: null,
      group: null,
      group_index: null,
      origin: 'gen1@celeryscope',
      celeryscope_retry_of: 'old',
      replaced_task_nesting: 0,
    });
    for (const name of ['redelivered', 'compression', 'x-death']) expect(built.headers).not.toHaveProperty(name);
  });

  it('keeps what matters and says so', () => {
    expect(built.headers).toMatchObject({
      shadow: 'pretty',
      timelimit: [60, 30],
      ignore_result: true,
      'x-tenant': 'acme',
      periodic_task_name: 'nightly',
      stamps: { monitor_id: ['x'] },
    });
    expect(built.kept).toEqual(['callbacks', 'chain', 'time-limits', 'shadow', 'stamps', 'headers']);
    expect(built.notKept).toEqual(['chord', 'group', 'parent', 'eta', 'expires']);
  });

  it('keeps callbacks and chain as they were written, and leaves the chord', () => {
    const embed = jsonElements(built.bodyText)?.[2] ?? '';
    expect(jsonMembers(embed)?.map(({ name, text }) => `${name} ${text}`)).toEqual([
      'callbacks [{"task": "shop.mail"}]',
      'errbacks null',
      'chain [{"task": "shop.next", "args": [12345678901234567890]}]',
      'chord null',
    ]);
  });

  it('sends edited arguments as they were typed', () => {
    const edited = buildRetry(
      { headers: HEADERS, body },
      newTask(body, { args: ' [12345678901234567890, NaN, "é"] ', kwargs: '{"a": 1.0}' }),
    );
    expect(edited.bodyText.startsWith('[[12345678901234567890, NaN, "é"], {"a": 1.0}, {')).toBe(true);
    expect(edited.headers).toMatchObject({ argsrepr: "(12345678901234567890, nan, 'é')", kwargsrepr: "{'a': 1.0}" });
  });

  it('shows no more of the arguments than their sender did', () => {
    const secret = { ...HEADERS, argsrepr: '(<hidden>,)' };
    expect(buildRetry({ headers: secret, body }, newTask(body)).headers['argsrepr']).toBe('(<hidden>,)');
    expect(buildRetry({ headers: secret, body }, newTask(body, { args: '[2]' })).headers['argsrepr']).toBe('...');
  });

  it('sets an eta with an offset when it is to wait', () => {
    const later = buildRetry({ headers: HEADERS, body }, newTask(body, { eta: 1795255710.5 }));
    expect(later.headers['eta']).toBe('2026-11-21T10:08:30.500+00:00');
    expect(later.notKept).not.toContain('eta');
  });

  it('makes protocol 2 of protocol 1', () => {
    const old = bodyOf(
      '{"task": "shop.add", "id": "u", "args": [1], "kwargs": {}, "timelimit": [60, null], "taskset": "g"}',
    );
    const message = buildRetry({ headers: {}, body: old }, newTask(old));
    expect(message.headers).toMatchObject({ task: 'shop.add', id: 'new', timelimit: [60, null] });
    expect(message.notKept).toEqual(['group']);
  });

  it('reads the void of the management API as nothing', () => {
    const voids = { task: 'shop.add', id: 'u', shadow: 'undefined', group: 'undefined', parent_id: 'undefined' };
    expect(buildRetry({ headers: voids, body }, newTask(body))).toMatchObject({
      headers: { shadow: null },
      notKept: ['chord'],
    });
  });
});

describe('buildTask', () => {
  it('has every header that Celery reads and names what is lost', () => {
    const message = buildTask('shop.add', newTask(bodyOf('[[2, 3], {}]')));
    const original = readCapture('amqp-5.6.3-scenarios-messages')
      .rows.map((row) => row['properties'])
      .find(
        (properties) =>
          isRecord(properties) && isRecord(properties['headers']) && properties['headers']['task'] === 'shop.add',
      );
    const headers = isRecord(original) && isRecord(original['headers']) ? Object.keys(original['headers']) : [];
    expect(headers.length).toBeGreaterThan(15);
    expect(Object.keys(message.headers)).toEqual(expect.arrayContaining(headers));
    expect(message.headers).toMatchObject({ argsrepr: '(2, 3)', kwargsrepr: '{}', task: 'shop.add' });
    expect(JSON.parse(message.bodyText)).toEqual([
      [2, 3],
      {},
      { callbacks: null, errbacks: null, chain: null, chord: null },
    ]);
    expect(message.notKept).toContain('callbacks');
  });
});

it('refuses arguments that are no list, and keyword arguments that are no object', () => {
  expect(argumentsError('[1, NaN]', '{"a": 1}')).toBeNull();
  expect(argumentsError('{}', '{}')).toBe('args_not_a_list');
  expect(argumentsError('[1', '{}')).toBe('args_not_a_list');
  expect(argumentsError('[]', '[]')).toBe('kwargs_not_an_object');
});

it('writes values as Celery’s events show them', () => {
  expect(toPythonRepr('[1, true, null, [2, [3, [4]]]]', 'tuple')).toBe('(1, True, None, [2, [3, [...]]])');
  expect(toPythonRepr('["it\'s"]', 'tuple')).toBe("('it\\'s',)");
  expect(toPythonRepr(`["${'x'.repeat(5000)}"]`).length).toBe(1027);
});
