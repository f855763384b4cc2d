import { createServer, type Socket } from 'node:net';
import { BSON, type Document } from 'mongodb';

/**
 * NOT a MongoDB: that server is in no Debian, and what stands here is as much of its wire protocol as Celery's backend and
 * the drivers of both sides use for results. The messages are those of https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
 * (OP_MSG, and the OP_QUERY with which a driver greets); documents are kept as they come. It knows `find` by `_id` or
 * `$in`, `insert`, and `update` by `_id` with `$nin`, `$set`, replacement and upsert.
 */
export interface MongodbMock {
  readonly port: number;
  /** Documents of all collections, by `database.collection` and id. */
  readonly collections: ReadonlyMap<string, ReadonlyMap<string, Document>>;
  stop(): Promise<void>;
}

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER_BYTES = 16;

export async function startMongodbMock(): Promise<MongodbMock> {
  const collections = new Map<string, Map<string, Document>>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    let rest = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= HEADER_BYTES && rest.length >= rest.readInt32LE(0)) {
        const message = rest.subarray(0, rest.readInt32LE(0));
        rest = rest.subarray(message.length);
        socket.write(answer(message, collections));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    collections,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(message: Buffer, collections: Map<string, Map<string, Document>>): Buffer {
  const id = message.readInt32LE(4);
  const opcode = message.readInt32LE(12);
  if (opcode === OP_QUERY) {
    const head = Buffer.alloc(20);
    head.writeInt32LE(1, 16);
    return framed(id, OP_REPLY, Buffer.concat([head, BSON.serialize(hello())]));
  }
  if (opcode !== OP_MSG) throw new Error(`opcode ${opcode} is not known here`);
  const command = toCommand(message.subarray(HEADER_BYTES + 4));
  const body = BSON.serialize({ ...run(command, collections), ok: 1 });
  return framed(id, OP_MSG, Buffer.concat([Buffer.from([0, 0, 0, 0, 0]), body]));
}

function framed(to: number, opcode: number, body: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(HEADER_BYTES + body.length, 0);
  header.writeInt32LE(to, 8);
  header.writeInt32LE(opcode, 12);
  return Buffer.concat([header, body]);
}

/** Sections of kind 0 are the command, those of kind 1 lists that belong to it. */
function toCommand(sections: Buffer): Document {
  let command: Document = {};
  let at = 0;
  while (at < sections.length) {
    const kind = sections[at];
    const size = sections.readInt32LE(at + 1);
    const section = sections.subarray(at + 1, at + 1 + size);
    if (kind === 0) command = { ...BSON.deserialize(section), ...command };
    else {
      const end = section.indexOf(0, 4);
      const documents: Document[] = [];
      for (let from = end + 1; from < section.length; from += section.readInt32LE(from))
        documents.push(BSON.deserialize(section.subarray(from, from + section.readInt32LE(from))));
      command = { ...command, [section.toString('utf8', 4, end)]: documents };
    }
    at += 1 + size;
  }
  return command;
}

function hello(): Document {
  return {
    ismaster: true,
    isWritablePrimary: true,
    helloOk: true,
    minWireVersion: 0,
    maxWireVersion: 21,
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    readOnly: false,
    ok: 1,
  };
}

function run(command: Document, collections: Map<string, Map<string, Document>>): Document {
  const [name = ''] = Object.keys(command);
  const key = `${String(command['$db'])}.${String(command[name])}`;
  const documents = collections.get(key) ?? new Map<string, Document>();
  collections.set(key, documents);
  switch (name) {
    case 'find': {
      const filter = command['filter'] as Document;
      const found = [...documents.values()].filter((document) => matches(document, filter));
      return { cursor: { id: BSON.Long.ZERO, ns: key, firstBatch: found } };
    }
    case 'insert':
      return inserted(command['documents'] as Document[], documents);
    case 'update':
      return updated(command['updates'] as Document[], documents);
    default:
      return hello();
  }
}

function inserted(fresh: readonly Document[], documents: Map<string, Document>): Document {
  const twice = fresh.findIndex((document) => documents.has(String(document['_id'])));
  if (twice >= 0) return { n: 0, writeErrors: [{ index: twice, code: 11_000, errmsg: 'E11000 duplicate key error' }] };
  for (const document of fresh) documents.set(String(document['_id']), document);
  return { n: fresh.length };
}

function updated(updates: readonly Document[], documents: Map<string, Document>): Document {
  let n = 0;
  for (const { q, u, upsert } of updates as readonly { q: Document; u: Document; upsert?: boolean }[]) {
    const id = String(q['_id']);
    const before = documents.get(id);
    if (before === undefined ? upsert !== true : !matches(before, q)) continue;
    documents.set(id, { ...('$set' in u ? { ...before, ...(u['$set'] as Document) } : u), _id: id });
    n += 1;
  }
  return { n, nModified: n };
}

function matches(document: Document, filter: Document): boolean {
  return Object.entries(filter).every(([field, wanted]: [string, unknown]) => {
    const value: unknown = document[field];
    if (typeof wanted !== 'object' || wanted === null) return value === wanted;
    if ('$in' in wanted) return (wanted.$in as unknown[]).includes(value);
    return '$nin' in wanted && !(wanted.$nin as unknown[]).includes(value);
  });
}
