import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import type { Broker, BrokerSink } from './broker';
import { openRecording, type Recording, type RecordingProgress } from './recording-file';

const PROGRESS_EVERY_MS = 1_000;

export interface RecordProgress extends RecordingProgress {
  /** null before the broker said anything. */
  readonly status: BrokerStatus | null;
}

/** Records every message on its way to `inner`. */
export function recordingSink(inner: BrokerSink, recording: Recording): BrokerSink {
  return {
    message(raw) {
      recording.message(raw);
      inner.message(raw);
    },
    status: (status) => inner.status(status),
  };
}

/**
 * Writes the raw event messages of a broker to `file` until `signal` aborts; what came until then is on the disk when
 * it resolves. Rejects with a `RecordError` when the file can't be written.
 */
export async function recordTo(
  file: string,
  broker: Broker,
  signal: AbortSignal,
  onProgress: (progress: RecordProgress) => void = () => undefined,
): Promise<RecordProgress> {
  const recording = await openRecording(file, { kind: broker.kind, url: broker.url });
  const stop = new AbortController();
  let status: BrokerStatus | null = null;
  const progress = (): RecordProgress => ({ ...recording.progress(), status });
  const inner: BrokerSink = {
    message: () => undefined,
    status(changed) {
      status = changed;
      onProgress(progress());
    },
  };
  const timer = setInterval(() => onProgress(progress()), PROGRESS_EVERY_MS);
  void recording.failed.then(() => stop.abort());
  try {
    await broker.run(recordingSink(inner, recording), AbortSignal.any([signal, stop.signal]));
  } finally {
    clearInterval(timer);
    await recording.close();
  }
  return progress();
}
