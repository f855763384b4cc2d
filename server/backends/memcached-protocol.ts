import type { Socket } from 'node:net';

const ANSWER_MS = 3000;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

export interface MemcachedValue {
  readonly flags: number;
  readonly content: Buffer;
}

/** One that is to be stored: its command line without the end, and its bytes. */
export interface MemcachedWrite {
  readonly head: string;
  readonly content: Buffer;
}

class MemcachedError extends Error {
  override readonly name = 'MemcachedError';
  constructor(readonly code: string) {
    super(code);
  }
}

/** Questions of one connection go one after another. */
const turns = new WeakMap<Socket, Promise<unknown>>();

/** Gets these keys, or stores one value, by Memcached's text protocol. */
export function askMemcached(
  socket: Socket,
  keys: readonly string[],
  write?: MemcachedWrite,
): Promise<ReadonlyMap<string, MemcachedValue>> {
  const before = turns.get(socket) ?? Promise.resolve();
  const answer = before.then(
    () => ask(socket, keys, write),
    () => {
      throw new MemcachedError('ECONNRESET');
    },
  );
  turns.set(socket, answer);
  answer.catch(() => undefined);
  return answer;
}

export function closeMemcached(socket: Socket): Promise<void> {
  socket.destroy();
  return Promise.resolve();
}

function ask(
  socket: Socket,
  keys: readonly string[],
  write: MemcachedWrite | undefined,
): Promise<ReadonlyMap<string, MemcachedValue>> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (end: () => void): void => {
      clearTimeout(timer);
      socket.off('data', take);
      socket.off('close', lost);
      end();
    };
    const lost = (): void => finish(() => reject(new MemcachedError('ECONNRESET')));
    const take = (chunk: Buffer): void => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_ANSWER_BYTES) {
        finish(() => reject(new MemcachedError('answer_too_large')));
        return;
      }
      // Each answer ends with a line; only then it is worth while to look at the whole.
      if (chunk.at(-1) !== LINE_END) return;
      const answer = Buffer.concat(chunks);
      const read = write === undefined ? readValues(answer) : readStored(answer);
      if (read === 'more') return;
      if (read === 'refused') finish(() => reject(new MemcachedError('refused')));
      else finish(() => resolve(read));
    };
    const timer = setTimeout(() => finish(() => reject(new MemcachedError('ETIMEDOUT'))), ANSWER_MS);
    if (socket.destroyed) {
      lost();
      return;
    }
    socket.on('data', take);
    socket.once('close', lost);
    if (write === undefined) socket.write(`get ${keys.join(' ')}\r\n`);
    else socket.write(Buffer.concat([Buffer.from(`${write.head}\r\n`), write.content, Buffer.from('\r\n')]));
  });
}

const LINE_END = 0x0a;

function readStored(answer: Buffer): ReadonlyMap<string, MemcachedValue> | 'refused' {
  return answer.toString('latin1') === 'STORED\r\n' ? new Map() : 'refused';
}

/** `VALUE key flags length`, the bytes, and so on until `END`. */
function readValues(answer: Buffer): ReadonlyMap<string, MemcachedValue> | 'more' | 'refused' {
  const found = new Map<string, MemcachedValue>();
  let at = 0;
  for (;;) {
    const end = answer.indexOf('\r\n', at);
    if (end < 0) return 'more';
    const line = answer.toString('latin1', at, end);
    if (line === 'END') return found;
    const [, key, flags, length] = /^VALUE (\S+) (\d+) (\d+)/.exec(line) ?? [];
    if (key === undefined) return 'refused';
    const start = end + 2;
    const next = start + Number(length);
    if (answer.length < next + 2) return 'more';
    found.set(key, { flags: Number(flags), content: answer.subarray(start, next) });
    at = next + 2;
  }
}
