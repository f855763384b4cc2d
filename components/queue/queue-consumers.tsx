'use client';

import { useTranslations } from 'use-intl';
import { Age } from '@/components/ui/age';
import { queueHref } from '@/components/ui/hrefs';
import { Section } from '@/components/ui/section';
import { Slots } from '@/components/ui/slots';
import { Table, TableHead, TableScroll, Td, Th, Tr } from '@/components/ui/table';
import { TextLink } from '@/components/ui/text-link';
import { WorkerLink } from '@/components/ui/worker-link';
import { WorkerLabel } from '@/components/ui/worker-sign';
import { AddConsumerControl } from '@/components/worker-controls/add-consumer-control';
import { CommandHost } from '@/components/worker-controls/command-host';
import { WorkerRowControls } from '@/components/worker-controls/controls-button';
import { Figure } from '@/components/workers/figure';
import { PrefetchCell } from '@/components/workers/prefetch-cell';
import { Busy } from '@/components/workers/worker-row';
import { WorkerStanding } from '@/components/workers/worker-standing';
import type { QueuePageView } from '@/lib/api/page-views';
import type { WorkerView } from '@/lib/cluster/worker';
import { sumWorkers } from '@/lib/workers/worker-groups';
import { starvedWorkers } from '@/lib/workers/starved-workers';

/** Who takes from it, and what each holds. */
export function QueueConsumers({ view }: { readonly view: QueuePageView }) {
  const t = useTranslations('queue.consumers');
  const { consumers, queue } = view;
  const sums = sumWorkers(consumers);
  const starved = starvedWorkers(view.findings);
  const widest = Math.max(0, ...consumers.map((worker) => worker.concurrency ?? 0));
  return (
    <Section
      title={t('title')}
      note={t('note', { count: sums.up, busy: sums.busy, slots: sums.slots })}
      actions={<AddConsumerControl queue={queue.name} />}
    >
      <CommandHost />
      {sums.up === 0 && (
        <p className="pb-2 text-fg-2">
          {t('none')} <span className="text-fg-3">{t('noneHint', { name: queue.name })}</span>
        </p>
      )}
      {consumers.length > 0 && (
        <TableScroll label={t('title')}>
          <Table>
            <TableHead>
              <tr>
                <Th>{t('worker')}</Th>
                <Th>{t('state')}</Th>
                <Th>{t('slots')}</Th>
                <Th numeric>{t('busy')}</Th>
                <Th numeric>{t('reserved')}</Th>
                <Th numeric>{t('prefetch')}</Th>
                <Th className="w-full">{t('others')}</Th>
                <Th>
                  <span className="sr-only">{t('controls')}</span>
                </Th>
              </tr>
            </TableHead>
            <tbody>
              {consumers.map((worker) => (
                <ConsumerRow
                  key={worker.hostname}
                  worker={worker}
                  queue={queue.name}
                  starved={starved.has(worker.hostname)}
                  widest={widest}
                />
              ))}
            </tbody>
          </Table>
        </TableScroll>
      )}
    </Section>
  );
}

interface ConsumerRowProps {
  readonly worker: WorkerView;
  readonly queue: string;
  readonly starved: boolean;
  readonly widest: number;
}

function ConsumerRow({ worker, queue, starved, widest }: ConsumerRowProps) {
  const t = useTranslations('workers');
  const others = (worker.queues ?? []).filter((name) => name !== queue);
  const gone = worker.status === 'gone';
  return (
    <Tr className={gone ? 'text-fg-3' : ''}>
      <Td>
        <WorkerLink hostname={worker.hostname} className="block max-w-60 truncate" />
      </Td>
      <Td>
        <WorkerLabel status={worker.status} />
      </Td>
      {gone ? (
        <Td colSpan={4}>
          <WorkerStanding worker={worker} />
          {worker.statusSince === null && worker.lastHeartbeatAt !== null && <Age at={worker.lastHeartbeatAt} prose />}
        </Td>
      ) : (
        <>
          <Td>
            <Slots
              worker={worker.hostname}
              slots={worker.concurrency}
              running={worker.active}
              reserved={worker.reserved}
              scheduled={worker.scheduled}
              starved={starved}
              silent={worker.taskEvents === false && worker.active === null}
              widest={widest}
            />
          </Td>
          <Td numeric>
            <Busy worker={worker} />
          </Td>
          <Td numeric>
            <Figure
              value={worker.reserved}
              reason={t(worker.taskEvents === false ? 'unknown.events' : 'unknown.reply')}
            />
          </Td>
          <Td numeric>
            <PrefetchCell worker={worker} />
          </Td>
        </>
      )}
      <Td className="whitespace-normal!">
        {others.map((name, index) => (
          <span key={name}>
            {index > 0 && ', '}
            <TextLink href={queueHref(name)} variant="name" className="font-normal!">
              {name}
            </TextLink>
          </span>
        ))}
      </Td>
      <Td className="w-9 px-1! max-md:sticky max-md:right-0 max-md:bg-canvas">
        {!gone && <WorkerRowControls worker={worker} queue={queue} />}
      </Td>
    </Tr>
  );
}
