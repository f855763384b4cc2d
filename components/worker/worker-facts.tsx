'use client';

import { Fragment, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Age } from '@/components/ui/age';
import { Fact, Facts } from '@/components/ui/facts';
import { queueHref } from '@/components/ui/hrefs';
import { TextLink } from '@/components/ui/text-link';
import { useFormat } from '@/components/ui/use-format';
import type { WorkerDetail } from '@/lib/cluster/worker';
import { machineOf } from '@/lib/workers/worker-groups';

/** All that is known of the process itself. */
export function WorkerFacts({ worker }: { readonly worker: WorkerDetail }) {
  const t = useTranslations('worker.facts');
  const format = useFormat();
  const host = [machineOf(worker.hostname), worker.pid].filter((part) => part !== null);
  const load = worker.loadavg?.[0];
  return (
    <Facts>
      <Fact label={t('host')}>{host.length > 0 ? host.join(', ') : <NotTold />}</Fact>
      <Fact label={t('pool')}>
        {worker.pool === null ? (
          <NotTold />
        ) : worker.concurrency === null ? (
          worker.pool
        ) : (
          t('poolValue', { pool: worker.pool, count: worker.concurrency })
        )}
      </Fact>
      <Fact label={t('queues')}>
        <Queues queues={worker.queues} />
      </Fact>
      <Fact label={t('version')}>
        {worker.version === null ? <NotTold /> : t('celery', { version: worker.version })}
        {worker.system !== null && `, ${worker.system}`}
      </Fact>
      <Fact label={t('heartbeat')}>
        {worker.lastHeartbeatAt === null ? <NotTold /> : <Age at={worker.lastHeartbeatAt} precise prose />}
        {worker.heartbeatFreqSeconds !== null &&
          `, ${t('every', { time: format.duration(worker.heartbeatFreqSeconds) })}`}
      </Fact>
      <Fact label={t('clock')}>
        <Drift seconds={worker.clockDriftSeconds} />
      </Fact>
      <Fact label={t('load')}>
        {load === undefined ? '–' : load.toFixed(2)},{' '}
        {worker.maxRssKib === null ? '–' : format.bytes(worker.maxRssKib * 1024)}
      </Fact>
      <Fact label={t('up')}>
        {worker.uptimeSeconds === null ? <NotTold /> : format.age(worker.uptimeSeconds)}
        {worker.processed !== null && `, ${t('done', { count: worker.processed })}`}
      </Fact>
      <Fact label={t('events')}>{t(eventsOf(worker))}</Fact>
      {worker.visibilityTimeoutSeconds !== null && (
        <Fact label={t('visibility')}>{format.duration(worker.visibilityTimeoutSeconds)}</Fact>
      )}
      <Fact label={t('replied')}>
        {worker.lastReplyAt === null ? <NotTold /> : <Age at={worker.lastReplyAt} prose />}
      </Fact>
      <Fact label={t('firstSeen')}>
        <Age at={worker.firstSeenAt} prose />
      </Fact>
    </Facts>
  );
}

function Queues({ queues }: { readonly queues: readonly string[] | null }): ReactNode {
  const t = useTranslations('worker.facts');
  if (queues === null) return <NotTold />;
  if (queues.length === 0) return t('noQueue');
  return queues.map((queue, index) => (
    <Fragment key={queue}>
      {index > 0 && ', '}
      <TextLink variant="name" href={queueHref(queue)} className="font-normal!">
        {queue}
      </TextLink>
    </Fragment>
  ));
}

function Drift({ seconds }: { readonly seconds: number | null }) {
  const t = useTranslations('worker.facts');
  const format = useFormat();
  if (seconds === null) return <NotTold />;
  if (Math.abs(seconds) < 0.001) return t('exact');
  return t(seconds < 0 ? 'ahead' : 'behind', { time: format.duration(Math.abs(seconds)) });
}

function NotTold() {
  const t = useTranslations('worker.facts');
  return <span className="text-fg-3">{t('notTold')}</span>;
}

function eventsOf({ taskEvents, taskEventsOffAt }: WorkerDetail) {
  if (taskEvents === null) return 'eventsUnknown';
  if (taskEvents) return 'eventsOn';
  return taskEventsOffAt === undefined ? 'eventsOff' : 'eventsSwitchedOff';
}
