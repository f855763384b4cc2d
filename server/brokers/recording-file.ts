import { open, stat, type FileHandle } from 'node:fs/promises';
import type { RawMessage } from './broker';
import { encodeMeta, encodeRow } from './recording-row';

const FLUSH_EVERY_MS = 250;
/** What waits for a slow disk is bounded; beyond this, messages are left out and counted. */
const MAX_PENDING_BYTES = 64 * 1024 * 1024;

export class RecordError extends Error {
  override readonly name = 'RecordError';
  constructor(
    readonly code: string,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

export interface RecordingProgress {
  readonly messages: number;
  readonly bytes: number;
  readonly dropped: number;
}

/** A recording that is being written. */
export interface Recording {
  message(raw: RawMessage): void;
  progress(): RecordingProgress;
  /** Settles when writing has failed for good; never when it did not. */
  readonly failed: Promise<void>;
  /** Writes what waits now rather than within the next quarter of a second. */
  flush(): Promise<void>;
  /** Writes what waits; rejects with what kept the file from being written. */
  close(): Promise<void>;
}

/**
 * Opens a recording for appending. A file that is moved away under it (as log rotation does) stays whole, and a new one
 * with its own head line begins in its place.
 */
export async function openRecording(file: string, meta: Readonly<Record<string, unknown>>): Promise<Recording> {
  let handle = await openFile(file, meta);
  let pending: string[] = [];
  let pendingBytes = 0;
  let messages = 0;
  let bytes = 0;
  let dropped = 0;
  let failure: RecordError | null = null;
  let fail: () => void = () => undefined;
  const failed = new Promise<void>((resolve) => {
    fail = resolve;
  });
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    if (pending.length === 0 || failure !== null) return;
    const text = Buffer.from(pending.join(''));
    const count = pending.length;
    pending = [];
    pendingBytes = 0;
    try {
      if (await wasMoved(file, handle)) {
        await handle.close();
        handle = await openFile(file, meta);
      }
      await handle.appendFile(text);
      messages += count;
      bytes += text.length;
    } catch (error) {
      failure = error instanceof RecordError ? error : toRecordError(error, file);
      fail();
    }
  };
  const flush = (): Promise<void> => (writing = writing.then(write));
  const timer = setInterval(() => void flush(), FLUSH_EVERY_MS);

  return {
    failed,
    flush,
    progress: () => ({ messages, bytes, dropped }),
    message(raw) {
      const line = `${encodeRow(raw)}\n`;
      if (failure !== null || pendingBytes + line.length > MAX_PENDING_BYTES) {
        dropped += 1;
        return;
      }
      pending.push(line);
      pendingBytes += line.length;
    },
    async close() {
      clearInterval(timer);
      await flush();
      await handle.sync().catch(() => undefined);
      await handle.close();
      if (failure !== null) throw failure;
    },
  };
}

async function openFile(file: string, meta: Readonly<Record<string, unknown>>): Promise<FileHandle> {
  let handle: FileHandle | null = null;
  try {
    // Task arguments stand in it: for its owner's eyes.
    handle = await open(file, 'a+', 0o600);
    const { size } = await handle.stat();
    if (size > 0) await checkHead(handle, file);
    const cutOff = size > 0 && !(await endsWithNewline(handle, size));
    await handle.appendFile(`${cutOff ? '\n' : ''}${encodeMeta({ ...meta, startedAt: Date.now() / 1000 })}\n`);
    return handle;
  } catch (error) {
    await handle?.close();
    throw error instanceof RecordError ? error : toRecordError(error, file);
  }
}

/** Only ever adds to a recording: a wrong name must not spoil another file. */
async function checkHead(handle: FileHandle, file: string): Promise<void> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
  if (buffer.toString('utf8', 0, bytesRead).startsWith('{"meta":{"format":"celeryscope-recording"')) return;
  throw new RecordError('not_a_recording', `${file} exists and is not a recording; choose another name.`);
}

async function endsWithNewline(handle: FileHandle, size: number): Promise<boolean> {
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 0x0a;
}

async function wasMoved(file: string, handle: FileHandle): Promise<boolean> {
  const [there, ours] = await Promise.all([stat(file).catch(() => null), handle.stat()]);
  return there?.ino !== ours.ino || there.dev !== ours.dev;
}

function toRecordError(error: unknown, file: string): RecordError {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'EWRITE';
  const says: Readonly<Record<string, string>> = {
    ENOENT: `The folder of ${file} does not exist.`,
    EACCES: `${file} may not be written.`,
    EROFS: `${file} lies on a read-only file system.`,
    EISDIR: `${file} is a folder.`,
    ENOSPC: `The disk is full: the recording ${file} ends here.`,
  };
  return new RecordError(code, says[code] ?? `${file} can't be written (${code}).`, { cause: error });
}
