'use client';

import { useTranslations } from 'use-intl';
import { useNow } from '@/components/live/use-now';
import { useStatus } from '@/components/layout/use-status';
import { TaskName } from '@/components/ui/task-name';
import { useFormat } from '@/components/ui/use-format';
import type { DraftKind } from '@/lib/workers/command-draft';
import type { ControlledWorker } from './controlled-worker';

interface CommandConsequenceProps {
  readonly kind: DraftKind;
  readonly worker: ControlledWorker | null;
}

/** What follows from it, before it is sent. */
export function CommandConsequence({ kind, worker }: CommandConsequenceProps) {
  const t = useTranslations('workerControls');
  const isAmqp = useStatus()?.broker.kind === 'amqp';
  const slots = worker?.concurrency ?? null;
  return (
    <>
      <p className="mt-1.5 text-fg-2">{t(`${kind}.does`)}</p>
      {t.has(`${kind}.but`) && <p className="mt-1.5 text-fg-2">{t(`${kind}.but`)}</p>}
      {(kind === 'pool-grow' || kind === 'pool-shrink') && slots !== null && (
        <p className="mt-1.5 text-fg-2">{t('size', { count: slots })}</p>
      )}
      {kind === 'add-consumer' && isAmqp && <p className="mt-1.5 text-fg-2">{t('declares')}</p>}
      {kind === 'quiet' && worker?.queues && worker.queues.length > 0 && (
        <p className="mt-1.5 wrap-anywhere text-fg-2">{t('leaves', { queues: worker.queues.join(', ') })}</p>
      )}
      {(kind === 'shutdown' || kind === 'pool-restart') && worker !== null && <Running worker={worker} />}
    </>
  );
}

const SHOWN = 5;

/** What runs now, which is waited for. */
function Running({ worker }: { readonly worker: ControlledWorker }) {
  const t = useTranslations('workerControls');
  const format = useFormat();
  const now = useNow();
  const { active, reserved, activeTasks } = worker;
  const tasks = activeTasks ?? [];
  return (
    <>
      <p className="mt-1.5 text-fg-2">
        {active === null ? t('runsUnknown') : t('runs', { active, held: reserved ?? 0 })}
      </p>
      {tasks.length > 0 && (
        <ul className="mt-1.5 text-fg-2">
          {tasks.slice(0, SHOWN).map(({ uuid, name, startedAt }) => (
            <li key={uuid} className="flex gap-3 py-0.5">
              <span className="min-w-0 truncate">
                <TaskName name={name ?? uuid} />
              </span>
              <span className="ml-auto whitespace-nowrap text-fg-3">
                {startedAt !== null && t('for', { time: format.age(Math.max(0, now - startedAt)) })}
              </span>
            </li>
          ))}
          {tasks.length > SHOWN && <li className="py-0.5 text-fg-3">{t('more', { count: tasks.length - SHOWN })}</li>}
        </ul>
      )}
    </>
  );
}
