/** What is done to who may come in, not to the cluster. */
export const ACCESS_ACTION_NAMES = [
  'log-in',
  'log-out',
  'create-token',
  'revoke-token',
  'end-session',
  'export-audit',
] as const;
export type AccessActionName = (typeof ACCESS_ACTION_NAMES)[number];

export const ACTION_NAMES = [
  'revoke',
  'revoke-again',
  'withdraw-revoke',
  'retry',
  'send-task',
  'abort-task',
  'enable-events',
  'pause-queue',
  'pause-again',
  'resume-queue',
  'put-back',
  'peek-messages',
  'remove-message',
  'move-message',
  'purge-queue',
  'bulk-revoke',
  'bulk-retry',
  'abort-job',
  ...ACCESS_ACTION_NAMES,
  'shutdown',
  'pool-grow',
  'pool-shrink',
  'pool-restart',
  'autoscale',
  'add-consumer',
  'cancel-consumer',
  'quiet',
  'unquiet',
  'disable-events',
  'rate-limit',
  'time-limit',
  'revoke-by-headers',
] as const;
export type ActionName = (typeof ACTION_NAMES)[number];

/** One target's own answer. */
export interface ActionAnswer {
  /** Node name of a worker, or `broker`. */
  readonly from: string;
  readonly outcome: 'ok' | 'error' | 'no-reply';
  /** Its own words. */
  readonly text: string;
  readonly ms: number | null;
}

/** An entry of the audit log. */
export interface Action {
  readonly id: string;
  readonly name: ActionName;
  readonly at: number;
  /** Who asked: a user name, a token's name, or `anonymous`; and from which address. */
  readonly actor: string;
  readonly address: string;
  readonly subject: {
    readonly kind: 'task' | 'worker' | 'queue' | 'cluster' | 'job' | 'access';
    readonly id: string;
  };
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly reason: string | null;
  readonly outcome: 'done' | 'partial' | 'failed' | 'refused';
  /** One line: what came of it. */
  readonly summary: string;
  readonly answers: readonly ActionAnswer[];
  readonly durationMs: number;
  /** Entries of one request on a selection share this. */
  readonly batchId: string | null;
}
