import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

/** Longer lines are passed over: an event message of 10 MB fits. */
const MAX_LINE_BYTES = 32 * 1024 * 1024;
const NEWLINE = 0x0a;

/** The lines of a file, plain or gzipped, without holding it in memory. null stands for a line that is too long. */
export async function* readLines(file: string, signal: AbortSignal): AsyncGenerator<string | null> {
  const source = createReadStream(file, { highWaterMark: 256 * 1024, signal });
  const stream = (await isGzip(file)) ? source.pipe(createGunzip()) : source;
  // pipe() hands on no errors: one of the source must end the reader too.
  if (stream !== source) source.on('error', (error) => stream.destroy(error));
  let parts: Buffer[] = [];
  let length = 0;
  let tooLong = false;
  const take = (): string | null => {
    const line = tooLong ? null : Buffer.concat(parts, length).toString('utf8');
    parts = [];
    length = 0;
    tooLong = false;
    return line;
  };
  const add = (part: Buffer): void => {
    length += part.length;
    if (length > MAX_LINE_BYTES) {
      tooLong = true;
      parts = [];
    } else parts.push(part);
  };
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      let from = 0;
      for (let to = chunk.indexOf(NEWLINE); to !== -1; to = chunk.indexOf(NEWLINE, from)) {
        add(chunk.subarray(from, to));
        from = to + 1;
        yield take();
      }
      if (from < chunk.length) add(chunk.subarray(from));
    }
    if (length > 0) yield take();
  } finally {
    source.destroy();
    stream.destroy();
  }
}

/** By its first two bytes: a name says little. */
async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}
