import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BrokerError, type Broker, type BrokerSink, type RawMessage } from './broker';
import { recordTo } from './record';
import { openRecording, RecordError } from './recording-file';
import { decodeRow, encodeRow } from './recording-row';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'celeryscope-recording-'));
  file = join(folder, 'hour.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

const message = (n: number): RawMessage => ({
  at: 1e9 + n,
  channel: 'task.sent',
  body: `{"n": ${n}}`,
  properties: { headers: {} },
});
const rows = async (path: string): Promise<string[]> => (await readFile(path, 'utf8')).split('\n').slice(0, -1);
const times = (lines: string[]): number[] =>
  lines.map(decodeRow).flatMap((row) => (row.is === 'message' ? [row.raw.at - 1e9] : []));

/** A broker that delivers what it is told to and then waits for its end. */
function fakeBroker(deliver: (sink: BrokerSink) => void): Broker {
  const refuse = () => Promise.reject(new BrokerError('none', 'none'));
  return {
    kind: 'amqp',
    url: 'amqp://127.0.0.1:5672//',
    async run(sink, signal) {
      deliver(sink);
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    },
    control: refuse,
    queues: () => Promise.resolve([]),
    unacked: () => Promise.resolve(null),
    findMessage: () => Promise.resolve({ message: null, everywhere: false }),
    publish: refuse,
    adopt: () => undefined,
  };
}

describe('a row', () => {
  it('brings back the message as it came, text or bytes, from either kind of broker', () => {
    const properties = {
      contentType: 'application/json',
      contentEncoding: 'utf-8',
      headers: { hostname: 'w@ü', compression: 'zstd' },
    };
    const messages: RawMessage[] = [
      { at: 1.5, channel: '/0.celeryev/task.multi', body: '{"body": "eyJ9"}\n\u2028"' },
      { at: 2, channel: '/0.celeryev/x', body: Buffer.from([0, 255, 10]) },
      { at: 3, channel: 'task.multi', body: '[]', properties },
      { at: 4, channel: 'task.multi', body: Buffer.from([0x78, 0x9c]), properties },
    ];
    for (const raw of messages) {
      const line = encodeRow(raw);
      expect(line).not.toContain('\n');
      expect(decodeRow(line)).toEqual({ is: 'message', raw });
    }
  });
});

describe('a recording', () => {
  it('has everything on the disk when it ends, readable for its owner alone', async () => {
    const stop = new AbortController();
    const recorded = recordTo(
      file,
      fakeBroker((sink) => [1, 2, 3].forEach((n) => sink.message(message(n)))),
      stop.signal,
    );
    stop.abort();
    expect(await recorded).toMatchObject({ messages: 3, dropped: 0 });
    const lines = await rows(file);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      meta: { format: 'celeryscope-recording', version: 1, kind: 'amqp' },
    });
    expect(times(lines)).toEqual([1, 2, 3]);
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  it('goes on in a new file when the old one is moved away', async () => {
    const recording = await openRecording(file, {});
    recording.message(message(1));
    await recording.flush();
    await rename(file, `${file}.1`);
    recording.message(message(2));
    await recording.close();
    expect(times(await rows(`${file}.1`))).toEqual([1]);
    expect(times(await rows(file))).toEqual([2]);
    expect((await rows(file))[0]).toContain('"meta"');
  });

  it('adds to an earlier recording, also to one that was cut off in the middle of a line', async () => {
    const first = await openRecording(file, {});
    first.message(message(1));
    await first.close();
    await writeFile(file, '{"t": 1000000002, "chan', { flag: 'a' });
    const second = await openRecording(file, {});
    second.message(message(3));
    await second.close();
    expect(times(await rows(file))).toEqual([1, 3]);
    expect((await rows(file)).map(decodeRow).filter(({ is }) => is === 'malformed')).toHaveLength(1);
  });

  it('leaves a file alone that is no recording', async () => {
    await writeFile(file, 'my notes\n');
    await expect(openRecording(file, {})).rejects.toMatchObject({ name: 'RecordError', code: 'not_a_recording' });
    expect(await readFile(file, 'utf8')).toBe('my notes\n');
  });

  it('ends with the reason when the file can not be written', async () => {
    await expect(openRecording(join(folder, 'no', 'such'), {})).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(openRecording(folder, {})).rejects.toMatchObject({ code: 'EISDIR' });
  });

  it('tells when the disk is full', async () => {
    await expect(openRecording('/dev/full', {})).rejects.toMatchObject({ code: 'ENOSPC' });
  });

  it('stops the broker and tells why when the file can no longer be written', async () => {
    const inside = join(folder, 'inside');
    await mkdir(inside);
    const broker = fakeBroker((sink) => {
      rmSync(inside, { recursive: true });
      sink.message(message(1));
    });
    const recorded: unknown = await recordTo(join(inside, 'hour.jsonl'), broker, new AbortController().signal).catch(
      (reason: unknown) => reason,
    );
    expect(recorded).toBeInstanceOf(RecordError);
    expect(recorded).toMatchObject({ code: 'ENOENT' });
  });
});
