'use client';

import { useCallback, useState } from 'react';
import { ApiError } from '@/components/live/api';

export type Request<T> =
  | { readonly phase: 'ask' }
  | { readonly phase: 'sending' }
  | { readonly phase: 'done'; readonly value: T }
  | { readonly phase: 'failed'; readonly error: ApiError };

export interface RequestControl<T> {
  readonly request: Request<T>;
  readonly run: (send: () => Promise<T>) => void;
  readonly reset: () => void;
}

/** One change asked of the server: asked, on its way, answered or refused. */
export function useRequest<T>(): RequestControl<T> {
  const [request, setRequest] = useState<Request<T>>({ phase: 'ask' });
  const run = useCallback((send: () => Promise<T>) => {
    setRequest({ phase: 'sending' });
    send()
      .then((value) => setRequest({ phase: 'done', value }))
      .catch((error: unknown) => setRequest({ phase: 'failed', error: toFailure(error) }));
  }, []);
  const reset = useCallback(() => setRequest({ phase: 'ask' }), []);
  return { request, run, reset };
}

// Whatever went wrong, the reader must see that the change may not have been made.
function toFailure(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError('unexpected', 0, String(error), null, { cause: error });
}
