/** The right to write a store that several could write: one has it at a time. */
export interface Lease {
  /** Rises from each holder to the next. */
  readonly token: number;
  /** Resolves with the name of who has it now, when that is another. Nothing more will be stored of ours then. */
  readonly lost: Promise<string>;
  /** Gives it up, so that who waits for it need not wait until it runs out. Only when all is written. */
  release(): Promise<void>;
}

export interface LeaseRequest {
  /** Gives up waiting. */
  readonly signal: AbortSignal;
  /** Another has it: told once for each that does. */
  readonly waiting: (holder: string) => void;
  /** It can't be asked for at the moment, or it can again (null). */
  readonly trouble: (text: string | null) => void;
}

/** Where the lease is kept. */
export interface LeaseKeeper {
  /** Waits until it is ours; null when `signal` aborted. Rejects with a StoreError where it could not even be asked for. */
  take(request: LeaseRequest): Promise<Lease | null>;
  close(): Promise<void>;
}
