import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import { toStoreReader } from '../reading/store-reader';
import { StoreError, type StoreReader } from '../store';
import type { OpenStore } from '../store.contract';
import { bundleThread } from '../thread-bundle.fixture';
import type {
  ContractThreadData,
  FromContractReader,
  OpenContractStore,
  ToContractReader,
} from './contract-thread.fixture';
import { openThreadedPostgresWriter } from './threaded-writer';

export interface ContractHost {
  readonly open: OpenStore;
  readonly close: () => Promise<void>;
}

/** Starts the thread in which the stores of the contract's tests live. */
export async function startContractHost(url: string | null): Promise<ContractHost> {
  const bundle = await bundleThread('server/store/postgres/contract-thread.fixture.ts');
  const thread = new Worker(bundle.file, { workerData: { url } satisfies ContractThreadData });
  await new Promise((resolve, reject) => thread.once('message', resolve).once('error', reject));

  const open: OpenStore = async (clock) => {
    const time = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
    const setTime = (): void => void (time[0] = clock.now);
    setTime();
    const channels = { writer: new MessageChannel(), reader: new MessageChannel() };
    const { writer } = await openThreadedPostgresWriter({
      url: '',
      leaseToken: null,
      start(data) {
        const message: OpenContractStore = {
          clock: time.buffer,
          answered: data.answered,
          loads: data.loads,
          writer: channels.writer.port2,
          reader: channels.reader.port2,
        };
        thread.postMessage(message, [data.loads, channels.writer.port2, channels.reader.port2]);
        return channels.writer.port1;
      },
      settledAt: () => clock.settledAt ?? clock.now,
      lost: () => undefined,
      log: () => undefined,
    });
    const { ask, reader } = askThrough(channels.reader.port1, setTime);
    return {
      reader,
      writer: {
        ...writer,
        write(batch) {
          setTime();
          return writer.write(batch);
        },
      },
      async close() {
        await writer.close();
        await ask('drop', []);
        channels.writer.port1.close();
        channels.reader.port1.close();
      },
    };
  };
  return {
    open,
    async close() {
      await thread.terminate();
      bundle.remove();
    },
  };
}

function askThrough(
  port: MessagePort,
  beforeAll: () => void,
): {
  readonly ask: (question: ToContractReader['question'], args: readonly unknown[]) => Promise<unknown>;
  readonly reader: StoreReader;
} {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  let last = 0;
  port.on('message', (answer: FromContractReader) => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.ok) asked?.resolve(answer.value);
    else asked?.reject(new StoreError(answer.code, answer.message));
  });
  const ask = (question: ToContractReader['question'], args: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      beforeAll();
      last += 1;
      waiting.set(last, { resolve, reject });
      port.postMessage({ id: last, question, args } satisfies ToContractReader);
    });
  return { ask, reader: toStoreReader((question, args) => ask(question, args)) };
}
