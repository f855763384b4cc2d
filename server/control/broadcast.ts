import { isRecord } from '@/lib/celery/bounded';
import type { ActionAnswer } from '@/lib/cluster/action';
import { BrokerError, type ControlReply } from '../brokers/broker';
import { ControlError, type ControlContext } from './control-context';

const MAX_ANSWER_CHARS = 500;

/**
 * Sends a control command and waits for each worker's own answer. Workers that should have answered and did not are
 * in the list as `no-reply`: a broadcast has no end marker, so silence is all that can be told.
 */
export async function broadcast(
  context: ControlContext,
  method: string,
  parameters: Readonly<Record<string, unknown>>,
  destination: readonly string[] | null,
  timeoutMs = 3000,
): Promise<readonly ActionAnswer[]> {
  const expect = destination ?? context.liveWorkers();
  const replies = await context.broker
    .control({ method, arguments: parameters, destination, timeoutMs, expect: expect.length > 0 ? expect : null })
    .catch((error: unknown) => {
      if (error instanceof BrokerError)
        throw new ControlError('broker_unavailable', `The command was not sent: ${error.message}`, 503, {
          cause: error,
        });
      throw error;
    });
  const answered = new Set(replies.map((reply) => reply.hostname));
  return [
    ...replies.map(toAnswer),
    ...expect
      .filter((hostname) => !answered.has(hostname))
      .map((hostname): ActionAnswer => ({
        from: hostname,
        outcome: 'no-reply',
        text: `no reply in ${timeoutMs / 1000} s`,
        ms: null,
      })),
  ];
}

function toAnswer({ hostname, reply, ms }: ControlReply): ActionAnswer {
  const failed = isRecord(reply) && 'error' in reply;
  const words = isRecord(reply) ? (reply['error'] ?? reply['ok'] ?? reply) : reply;
  const text = typeof words === 'string' ? words : JSON.stringify(words);
  return {
    from: hostname,
    outcome: failed ? 'error' : 'ok',
    text: text.slice(0, MAX_ANSWER_CHARS),
    ms: Math.round(ms),
  };
}
