import { backendError } from './backend-error';

/** A backend that is down is not asked again before; nobody waits for it meanwhile. */
const PAUSE_MS = 10_000;

export interface Connecting<T> {
  /** Opens the connection at the first question, and again when a question failed some seconds ago. */
  use<R>(work: (client: T) => Promise<R>): Promise<R>;
  close(): Promise<void>;
}

/** One connection to a result backend; `what` and `address` are for people, without credentials. */
export function connecting<T>(
  place: { readonly what: string; readonly address: string },
  open: () => Promise<T>,
  end: (client: T) => Promise<unknown>,
): Connecting<T> {
  let client: Promise<T> | null = null;
  let failure: { readonly error: unknown; readonly until: number } | null = null;
  let isClosed = false;

  const drop = async (dropped: Promise<T>): Promise<void> => {
    if (client === dropped) client = null;
    // What can't be opened or closed has told why already.
    await dropped.then(end).catch(() => undefined);
  };

  return {
    async use(work) {
      if (failure !== null && (isClosed || Date.now() < failure.until))
        throw backendError(place.what, place.address, failure.error);
      const used = (client ??= open());
      try {
        const answer = await work(await used);
        failure = null;
        return answer;
      } catch (error) {
        failure ??= { error, until: Date.now() + PAUSE_MS };
        if (Date.now() >= failure.until) failure = { error, until: Date.now() + PAUSE_MS };
        void drop(used);
        throw backendError(place.what, place.address, error);
      }
    },
    async close() {
      isClosed = true;
      failure = { error: new Error('Connection is closed.'), until: Infinity };
      const closing = client;
      if (closing !== null) await drop(closing);
    },
  };
}
