import { shortestTimeout } from '../celery/visibility-timeout';
import { message } from '../i18n/message';
import type { DetectorInput } from './detector';
import type { Expected } from './expected-duplicates';
import type { Evidence } from './finding';
import { statsReadAt } from './in-flight';

const KEY = 'findings.duplicate-expected';

/** Why a task will be delivered again: who holds it since when, until when, and for how long it may. */
export function expectedEvidence(input: DetectorInput, one: Expected): readonly Evidence[] {
  const { holder, copy, deliveredAt, timeoutSeconds } = one;
  const { unacked, brokerKind, now } = input;
  const evidence: Evidence[] = [
    unacked === null
      ? {
          claim: message(`${KEY}.received`, { worker: holder.worker, deliveredAt }),
          source: 'task events',
          at: deliveredAt,
        }
      : { claim: message(`${KEY}.unacked`, { deliveredAt }), source: 'unacked_index', at: unacked.at },
  ];
  if (holder.startedAt !== null) {
    const claim = message(`${KEY}.runs`, { worker: holder.worker, startedAt: holder.startedAt });
    evidence.push({ claim, source: 'task events', at: holder.startedAt });
  } else {
    const values = { worker: holder.worker, etaAt: one.etaAt, waits: one.because === 'eta' ? 'eta' : 'slot' };
    evidence.push({ claim: message(`${KEY}.waits`, values), source: 'task events', at: holder.receivedAt ?? now });
  }
  if (copy !== null) {
    const receivedAt = copy.receivedAt ?? copy.startedAt ?? now;
    const claim = message(`${KEY}.copy`, { worker: copy.worker, receivedAt, retries: copy.retries });
    evidence.push({ claim, source: 'task events', at: receivedAt });
  }
  if (brokerKind === 'amqp') {
    const claim = message(`${KEY}.consumer-timeout`, { timeoutSeconds });
    return [...evidence, { claim, source: 'RabbitMQ', at: now }];
  }
  const worker = shortestTimeout(input.live)?.worker ?? null;
  const claim = message(`${KEY}.timeout`, { timeoutSeconds, worker: worker ?? '', workers: input.live.length });
  return [...evidence, { claim, source: 'inspect stats', at: statsReadAt(input, worker) }];
}
