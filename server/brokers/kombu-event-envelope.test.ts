import { expect, it } from 'vitest';
import { openEnvelope } from './kombu-envelope';
import { bodyOfUsualEvent } from './kombu-event-envelope';

const EVENTS = '[{"type":"task-received","uuid":"t-1"},{"type":"task-started","uuid":"t-1"}]';
const BODY = Buffer.from(EVENTS).toString('base64');
/** As a worker of Celery 5.6 sent it, but for its body. */
const USUAL =
  `{"body": "${BODY}", "content-encoding": "utf-8", "content-type": "application/json", "headers": {"hostname": "w1@alpha"}, ` +
  '"properties": {"delivery_mode": 1, "delivery_info": {"exchange": "celeryev", "routing_key": "task.multi"}, "priority": 0, ' +
  '"body_encoding": "base64", "delivery_tag": "8c13180d-b5ec-4618-8546-a54454781e1f"}}';

const usual = (text: string) => bodyOfUsualEvent(Buffer.from(text))?.toString() ?? null;

it('reads the body of an event as kombu writes it, with and without spaces', () => {
  expect(usual(USUAL)).toBe(EVENTS);
  expect(usual(JSON.stringify(JSON.parse(USUAL)))).toBe(EVENTS);
});

it('leaves every other envelope to the parser', () => {
  for (const [from, to] of [
    ['"hostname": "w1@alpha"', '"hostname": "w1@alpha", "compression": "application/x-gzip"'],
    ['"utf-8"', '"latin-1"'],
    ['application/json', 'application/x-python-serialize'],
    ['base64', 'utf-8'],
    ['w1@alpha', 'w1\\"alpha'],
    ['"priority": 0', '"priority": null'],
    ['"}}', '"}'],
    ['"}}', '"}} '],
    ['{"body"', ' {"body"'],
    [`"${BODY}"`, 'null'],
    [BODY, `${BODY.slice(0, 8)}\\/${BODY.slice(8)}`],
    [BODY, `${BODY.slice(0, 8)}\n${BODY.slice(8)}`],
    [BODY, BODY.slice(1)],
  ] as const) {
    expect(USUAL).toContain(from);
    expect(usual(USUAL.replace(from, to))).toBeNull();
  }
  for (const text of ['', '{"body":', '{"body":"', '[]', 'x'.repeat(40)]) expect(usual(text)).toBeNull();
});

it('never reads what the parser would read otherwise, whichever byte is damaged', () => {
  for (let at = 0; at < USUAL.length; at += 1) {
    for (const byte of [0, 0x20, 0x22, 0x5c, 0x7d, 0x41, 0xff]) {
      const message = Buffer.from(USUAL);
      message[at] = byte;
      const body = bodyOfUsualEvent(message);
      if (body === null) continue;
      const parsed = openEnvelope(message);
      expect(parsed.ok && parsed.value.body.equals(body)).toBe(true);
    }
  }
});
