/** A message of the event exchange on Redis, as kombu wraps it: one event, a list of them, or any text. */
export function eventMessage(body: unknown): string {
  return wrapped(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
}

export function wrapped(body: Buffer, change: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    body: body.toString('base64'),
    'content-encoding': 'utf-8',
    'content-type': 'application/json',
    headers: {},
    properties: { body_encoding: 'base64' },
    ...change,
  });
}

/** A task event as a worker sends it. */
export function taskEvent(type: string, uuid: string, fields: Readonly<Record<string, unknown>> = {}): object {
  const timestamp = Date.now() / 1000;
  return { type, uuid, hostname: 'w1@alpha', timestamp, utcoffset: 0, pid: 7, clock: 1, local_received: 0, ...fields };
}
