'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Age, Clock } from '@/components/ui/age';
import { CopyButton } from '@/components/ui/copy-button';
import { Fact, Facts } from '@/components/ui/facts';
import { queueHref, taskHref } from '@/components/ui/hrefs';
import { TextLink } from '@/components/ui/text-link';
import { WorkerLink } from '@/components/ui/worker-link';
import { useFormat } from '@/components/ui/use-format';
import { Elapsed } from '@/components/tasks/elapsed';
import { waitSeconds, type Task } from '@/lib/cluster/task';
import { useStateReason } from './use-state-reason';

/** All that is known of the task's message and times. `brief`: what the drawer shows. */
export function TaskFacts({ task, brief = false }: { readonly task: Task; readonly brief?: boolean }) {
  const t = useTranslations('task.facts');
  const reason = useStateReason()(task.stateReason);
  return (
    <Facts>
      {!brief && (
        <Fact label={t('id')}>
          <code className="wrap-anywhere">{task.uuid}</code>
          <CopyButton text={task.uuid} className="-my-1 ml-1 size-6! align-middle" />
        </Fact>
      )}
      {reason !== null && <Fact label={t('state')}>{reason}</Fact>}
      <Fact label={t('queue')}>
        <Queue task={task} />
      </Fact>
      <Fact label={t('sent')}>
        <Sent task={task} />
      </Fact>
      <Fact label={t('received')}>
        <Time at={task.receivedAt} />
      </Fact>
      {task.worker !== null && (
        <Fact label={t('worker')}>
          <WorkerLink hostname={task.worker} className="font-normal!" />
        </Fact>
      )}
      <Fact label={t('waited')}>
        <Waited task={task} />
      </Fact>
      <Fact label={t('ran')}>
        <Ran task={task} />
      </Fact>
      <Fact label={t('retries')}>{task.retries}</Fact>
      {task.eta !== null && (
        <Fact label={t('eta')}>
          <Clock at={task.eta} />
        </Fact>
      )}
      {task.expires !== null && (
        <Fact label={t('expires')}>
          <Clock at={task.expires} />
        </Fact>
      )}
      {!brief && <Origin task={task} />}
      {!brief && (
        <Fact label={t('seen')}>
          <Age at={task.firstSeenAt} prose />
        </Fact>
      )}
    </Facts>
  );
}

function Origin({ task }: { readonly task: Task }) {
  const t = useTranslations('task.facts');
  // A task that nobody called is its own root, a retry has its own id as its parent.
  const other = (uuid: string | null) => (uuid === task.uuid ? null : uuid);
  const [root, parent] = [other(task.rootId), other(task.parentId)];
  return (
    <>
      {root !== null && (
        <Fact label={t('root')}>
          <IdLink uuid={root} />
        </Fact>
      )}
      {parent !== null && (
        <Fact label={t('parent')}>
          <IdLink uuid={parent} />
        </Fact>
      )}
      {task.groupId !== null && (
        <Fact label={t('group')}>
          <code className="wrap-anywhere">{task.groupId}</code>
        </Fact>
      )}
      {task.retryOf !== null && (
        <Fact label={t('retryOf')}>
          <IdLink uuid={task.retryOf} />
        </Fact>
      )}
      {task.routingKey !== null && task.routingKey !== task.queue && (
        <Fact label={t('routing')}>{task.routingKey}</Fact>
      )}
    </>
  );
}

export function IdLink({ uuid }: { readonly uuid: string }) {
  return (
    <TextLink variant="name" href={taskHref(uuid)} className="font-mono text-small font-normal!">
      {uuid.slice(0, 8)}
    </TextLink>
  );
}

function Queue({ task }: { readonly task: Task }) {
  const t = useTranslations('task.facts');
  if (task.queue === null) return <Unknown>{t('unknown')}</Unknown>;
  return (
    <>
      <TextLink variant="name" href={queueHref(task.queue)} className="font-normal!">
        {task.queue}
      </TextLink>
      {task.priority !== null && <span>, {t('priority', { priority: task.priority })}</span>}
      {task.queueSource !== null && task.queueSource !== 'task-sent' && (
        <span className="text-fg-3"> · {t('queueFrom', { source: task.queueSource })}</span>
      )}
    </>
  );
}

function Sent({ task }: { readonly task: Task }) {
  const t = useTranslations('task.facts');
  if (task.sentAt === null) return <Unknown>{t('noSent')}</Unknown>;
  return (
    <>
      <Clock at={task.sentAt} />
      {task.client !== null && <span className="text-fg-2"> {t('by', { client: task.client })}</span>}
    </>
  );
}

function Waited({ task }: { readonly task: Task }) {
  const t = useTranslations('task.facts');
  const format = useFormat();
  const wait = waitSeconds(task);
  if (wait !== null) return format.duration(wait);
  // Until its eta it waits for nobody.
  const since = task.eta ?? task.sentAt ?? task.receivedAt;
  if (task.startedAt !== null || since === null || (task.state !== 'SENT' && task.state !== 'RECEIVED'))
    return <Unknown>–</Unknown>;
  return t.rich('soFar', { time: () => <Elapsed from={since} /> });
}

function Ran({ task }: { readonly task: Task }) {
  const t = useTranslations('task.facts');
  const format = useFormat();
  if (task.runtimeSeconds !== null) return format.duration(task.runtimeSeconds);
  if (task.startedAt === null) return <Unknown>–</Unknown>;
  if (task.endedAt !== null) return format.duration(Math.max(0, task.endedAt - task.startedAt));
  const since = task.startedAt;
  return task.state === 'UNKNOWN' || task.state === 'RETRY' ? (
    <Unknown>–</Unknown>
  ) : (
    t.rich('soFar', { time: () => <Elapsed from={since} /> })
  );
}

function Time({ at }: { readonly at: number | null }) {
  const t = useTranslations('task.facts');
  return at === null ? <Unknown>{t('unknown')}</Unknown> : <Clock at={at} />;
}

function Unknown({ children }: { readonly children: ReactNode }) {
  return <span className="text-fg-3">{children}</span>;
}
