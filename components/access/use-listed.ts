import { useCallback, useEffect, useState } from 'react';
import { ApiError } from '../live/api';

/** A list that is read when the page opens, and again after each change; `read` must stay the same function. */
export function useListed<T>(read: (signal: AbortSignal) => Promise<T>): {
  readonly value: T | null;
  readonly error: ApiError | null;
  readonly again: () => void;
} {
  const [round, setRound] = useState(0);
  const [state, setState] = useState<{ value: T | null; error: ApiError | null }>({ value: null, error: null });
  useEffect(() => {
    const left = new AbortController();
    read(left.signal).then(
      (value) => setState({ value, error: null }),
      (cause: unknown) => {
        if (left.signal.aborted) return;
        const error = cause instanceof ApiError ? cause : new ApiError('unexpected', 0, String(cause), null);
        setState((known) => ({ ...known, error }));
      },
    );
    return () => left.abort();
  }, [read, round]);
  const again = useCallback(() => setRound((number) => number + 1), []);
  return { ...state, again };
}
