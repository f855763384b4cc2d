interface PollingHost {
  /** Reads everything once. */
  readonly round: () => Promise<void>;
  readonly connected: () => boolean;
  /** The reader's own pace; rounds are no quicker. */
  readonly paceSeconds: () => number;
}

const EVERY_MS = 3000;
/** A socket that reconnects by itself within this is not worth it. */
const AFTER_MS = 6000;

/** Reads over REST, again and again, while the socket is away. */
export function createPolling({ round, connected, paceSeconds }: PollingHost) {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const next = async (): Promise<void> => {
    await round();
    if (!connected()) timer = setTimeout(() => void next(), Math.max(EVERY_MS, paceSeconds() * 1000));
  };
  return {
    start(): void {
      timer ??= setTimeout(() => void next(), AFTER_MS);
    },
    stop(): void {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
