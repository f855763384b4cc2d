import type { MongoClient } from 'mongodb';
import { boundedName, isRecord } from '@/lib/celery/bounded';
import { isReady } from '@/lib/tasks/stored-answer';
import { openContent } from '../brokers/kombu-envelope';
import type { ResultBackend, StoredResult } from './backend';
import { driverMissing } from './backend-error';
import { connecting } from './connecting';
import type { BackendOpener } from './index';
import { unreadValue } from './unread-value';

const CHUNK = 200;
const MAX_UUIDS = 5000;
const MAX_RESULT_BYTES = 4 * 1024 * 1024;
const MAX_READ_BYTES = 32 * 1024 * 1024;
const MAX_TEXT = 65_536;
const TIMEOUT_MS = 3000;
const MASKED = '********';
const ENDED = ['SUCCESS', 'FAILURE', 'REVOKED'];

interface Meta {
  readonly _id: string;
  readonly [field: string]: unknown;
}

/** `mongodb://` and `mongodb+srv://`, with the package `mongodb` where that is installed. */
export const openMongodbBackend: BackendOpener = (url, conf) => {
  const match = /^mongodb(?:\+srv)?:\/\/(?:[^@/]*@)?([^/?]+)(?:\/([^?]*))?/.exec(url);
  if (match === null) return null;
  const settings = isRecord(conf['mongodb_backend_settings']) ? conf['mongodb_backend_settings'] : {};
  const database = decodeURIComponent(match[2] ?? '') || boundedName(settings['database'], 200) || 'celery';
  if (database === MASKED)
    return {
      ok: false,
      reason: 'Celery hides the name of the database of results: name it, --result-backend mongodb://HOST/DATABASE.',
    };
  const collection = boundedName(settings['taskmeta_collection'], 200) ?? 'celery_taskmeta';
  const address = match[1] ?? '';
  return { ok: true, backend: createMongodbBackend({ url, address, database, collection }) };
};

function createMongodbBackend(place: {
  readonly url: string;
  readonly address: string;
  readonly database: string;
  readonly collection: string;
}): ResultBackend {
  const { url, address, database, collection } = place;
  const connection = connecting(
    { what: 'MongoDB', address },
    () => open(url),
    (client) => client.close(),
  );
  const metas = (client: MongoClient) => client.db(database).collection<Meta>(collection);

  return {
    kind: 'mongodb',
    url: `mongodb://${address}/${database}`,
    read: (uuids) =>
      connection.use(async (client) => {
        const wanted = [...new Set(uuids)].slice(0, MAX_UUIDS);
        const found = new Map<string, StoredResult>();
        let budget = MAX_READ_BYTES;
        for (let start = 0; start < wanted.length; start += CHUNK) {
          // The server sends at most 16 MB at a time, whatever the results.
          for await (const meta of metas(client).find({ _id: { $in: wanted.slice(start, start + CHUNK) } })) {
            const size = sizeOf(meta['result']);
            const stored = toStored(meta, size <= Math.min(MAX_RESULT_BYTES, budget));
            budget -= Math.min(size, MAX_RESULT_BYTES);
            if (stored !== null) found.set(stored.uuid, stored);
          }
        }
        return found;
      }),
    abort: (uuid) =>
      connection.use(async (client) => {
        const aborted = { status: 'ABORTED', result: 'null', traceback: null, children: null, date_done: new Date() };
        const open = { _id: uuid, status: { $nin: ENDED } };
        const { matchedCount } = await metas(client).updateOne(open, { $set: aborted });
        if (matchedCount === 0) {
          const stored = await metas(client).findOne({ _id: uuid });
          const status = stored?.['status'];
          if (typeof status === 'string' && isReady(status)) return { outcome: 'ended', status };
          // Celery reads these fields with result_extended, and fails where one is missing.
          const extended = { name: null, args: null, kwargs: null, worker: null, retries: null, queue: null };
          await metas(client).insertOne({ _id: uuid, ...aborted, ...extended });
        }
        return { outcome: 'aborted' };
      }),
    close: () => connection.close(),
  };
}

async function open(url: string): Promise<MongoClient> {
  const driver = await import('mongodb').catch((error: unknown) => {
    throw driverMissing('MongoDB', 'mongodb', error);
  });
  const client = new driver.MongoClient(url, {
    appName: 'celeryscope-results',
    maxPoolSize: 2,
    serverSelectionTimeoutMS: TIMEOUT_MS,
    connectTimeoutMS: TIMEOUT_MS,
    socketTimeoutMS: 2 * TIMEOUT_MS,
  });
  try {
    return await client.connect();
  } catch (error) {
    await client.close();
    throw error;
  }
}

function toStored(meta: Meta, isOpened: boolean): StoredResult | null {
  const { status } = meta;
  if (typeof status !== 'string' || status === '') return null;
  const done = meta['date_done'];
  return {
    uuid: meta._id,
    status,
    ...valueOf(meta['result'], isOpened),
    traceback: textOf(meta['traceback'], MAX_TEXT),
    doneAt: done instanceof Date ? done.getTime() / 1000 : null,
    name: textOf(meta['name'], 1000),
    args: meta['args'] ?? null,
    kwargs: meta['kwargs'] ?? null,
    worker: textOf(meta['worker'], 1000),
    retries: typeof meta['retries'] === 'number' ? meta['retries'] : null,
    queue: textOf(meta['queue'], 1000),
    parentId: textOf(meta['parent_id'], 1000),
    groupId: textOf(meta['group_id'], 1000),
  };
}

/** A text that is encoded by the result serializer, bytes of another one, or with `bson` the value itself. */
function valueOf(result: unknown, isOpened: boolean): Pick<StoredResult, 'result' | 'unread'> {
  const bytes = bytesIn(result);
  if (bytes !== null) return { result: null, unread: unreadValue(bytes, bytes.length, Infinity) };
  if (!isOpened) return { result: null, unread: { format: 'large', bytes: sizeOf(result) } };
  if (typeof result !== 'string') return { result: result ?? null };
  const content = Buffer.from(result);
  const opened = openContent(content, 'application/json', 'utf-8', undefined);
  return opened.ok
    ? { result: opened.value }
    : { result: null, unread: unreadValue(content, content.length, MAX_RESULT_BYTES) };
}

/** BSON's `Binary`. */
function bytesIn(value: unknown): Uint8Array | null {
  if (value instanceof Uint8Array) return value;
  return isRecord(value) && value['_bsontype'] === 'Binary' && value['buffer'] instanceof Uint8Array
    ? value['buffer']
    : null;
}

function sizeOf(result: unknown): number {
  if (typeof result === 'string') return Buffer.byteLength(result);
  return bytesIn(result)?.length ?? 0;
}

function textOf(value: unknown, limit: number): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, limit).toWellFormed() : null;
}
