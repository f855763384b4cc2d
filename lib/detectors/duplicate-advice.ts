import { message } from '../i18n/message';
import { visibilityTimeoutAbove } from './advised-setting';
import type { DetectorInput } from './detector';
import type { Cause } from './duplicate-cause';
import type { Run } from './duplicate-runs';
import type { Advice } from './finding';
import { CONSUMER_TIMEOUT_SECONDS } from './expected-duplicates';
import { roundTimeout } from './round-timeout';

const KEY = 'findings.duplicate-execution';

export function adviceFor(cause: Cause, runs: readonly Run[], { brokerKind, now }: DetectorInput): Advice {
  const longestSeconds = longestHold(runs, now);
  const timeoutSeconds = roundTimeout(longestSeconds);
  const values = { longestSeconds, timeoutSeconds };
  switch (cause.code) {
    case 'visibility_timeout':
      return advice('visibility_timeout', values, visibilityTimeoutAbove(longestSeconds));
    case 'connection_closed':
      return brokerKind === 'amqp'
        ? consumerTimeout(longestSeconds)
        : advice('connection_closed', values, CANCEL_ON_LOSS);
    case 'put_back':
    case 'worker_lost':
    case 'given_back':
    case 'cancelled':
    case 'unknown':
      return advice(cause.code, values, null);
  }
}

const CANCEL_ON_LOSS = 'worker_cancel_long_running_tasks_on_connection_loss = True';

function advice(key: string, values: Readonly<Record<string, number>>, setting: string | null): Advice {
  return { text: message(`${KEY}.advice-${key}`, values), setting };
}

// Only a run near the timeout points at it; a short run met a connection that closed for another reason.
function consumerTimeout(longestSeconds: number): Advice {
  const timeoutSeconds = Math.max(CONSUMER_TIMEOUT_SECONDS * 2, roundTimeout(longestSeconds));
  return advice(
    'consumer-timeout',
    { longestSeconds, timeoutSeconds },
    `consumer_timeout = ${timeoutSeconds * 1000}\n${CANCEL_ON_LOSS}`,
  );
}

// From receipt to acknowledgement, which an eta or a wait for the pool lengthens as well.
function longestHold(runs: readonly Run[], now: number): number {
  return Math.max(...runs.map((run) => (run.endedAt ?? now) - (run.receivedAt ?? run.startedAt)));
}
