import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import type { MessagePort } from 'node:worker_threads';
import type { Task } from '@/lib/cluster/task';
import { batchOf, NOW, taskOf, uuidOf } from '../store.fixture';
import type { StoreWriter } from '../store';
import type { WriterThread } from '../writing/writer-client';
import type { FromWriterThread, ToWriterThread } from '../writing/writer-messages';
import type { FromLoads, PostgresWriteMessage } from './thread-messages';
import { openThreadedPostgresWriter } from './threaded-writer';

/** Takes everything and stores nothing, for what goes to the thread; its database can't be asked. */
class TakingThread extends EventEmitter implements WriterThread<PostgresWriteMessage> {
  readonly taken: ToWriterThread<PostgresWriteMessage>[] = [];
  loads: MessagePort | null = null;
  postMessage(message: ToWriterThread<PostgresWriteMessage>): void {
    this.taken.push(structuredClone(message));
    setImmediate(() => this.says({ type: 'done', hasMore: false }));
  }
  says(message: FromWriterThread): void {
    this.emit('message', message);
  }
  /** The answer to a question that is about to be asked, since who asks takes no message meanwhile. */
  willAnswer(answer: FromLoads): void {
    this.loads?.postMessage(answer);
  }
  unseen(): readonly (readonly string[])[] {
    return this.taken.flatMap((message) => (message.type === 'write' ? [message.unseen.map(({ uuid }) => uuid)] : []));
  }
}

async function open(): Promise<{ readonly thread: TakingThread; readonly writer: StoreWriter }> {
  const thread = new TakingThread();
  const { writer } = await openThreadedPostgresWriter({
    url: '',
    leaseToken: null,
    start(data) {
      thread.loads = data.loads;
      setImmediate(() => thread.says({ type: 'opened', notices: [], watchedUntil: null }));
      return thread;
    },
    settledAt: () => NOW,
    lost: () => undefined,
    log: () => undefined,
  });
  return { thread, writer };
}

it('tells the thread which tasks could not be looked up, until they are', async () => {
  const { thread, writer } = await open();
  const tasks = [1, 2, 3].map((n) => taskOf(uuidOf(n)));
  thread.willAnswer({ id: 1, ok: false, code: 'timeout', message: 'too long' });
  expect(writer.loadTask(uuidOf(1))).toBeNull();
  // For a while none is even tried.
  expect(writer.loadTask(uuidOf(2))).toBeNull();
  await writer.write(batchOf({ tasks }));
  await writer.write(batchOf({ tasks }));
  expect(thread.unseen()).toEqual([
    [uuidOf(1), uuidOf(2)],
    [uuidOf(1), uuidOf(2)],
  ]);
  await writer.close();
});

it('takes what can’t be encoded for a bad row, not for a fault of its own', async () => {
  const { thread, writer } = await open();
  const broken: Task = { ...taskOf('a'), deliveries: null as unknown as Task['deliveries'] };
  await expect(writer.write(batchOf({ tasks: [broken] }))).rejects.toMatchObject({ code: 'bad_row' });
  const symbol = Symbol('x') as unknown as number;
  await expect(writer.write(batchOf({ tasks: [taskOf('a', { updatedAt: symbol })] }))).rejects.toMatchObject({
    code: 'bad_row',
  });
  await writer.write(batchOf({ tasks: [taskOf('a')] }));
  expect(thread.unseen()).toEqual([[]]);
  await writer.close();
});
