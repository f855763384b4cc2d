'use client';

import { useTranslations } from 'use-intl';
import type { WorkerView } from '@/lib/cluster/worker';
import { EnableEventsButton } from '../controls/enable-events-button';
import { Age } from '../ui/age';
import { Section } from '../ui/section';
import { Slots } from '../ui/slots';
import { Unknown } from '../ui/stat-strip';
import { Table, TableHead, TableScroll, Td, Th, Tr } from '../ui/table';
import { Tag } from '../ui/tag';
import { WorkerLink } from '../ui/worker-link';
import { useFormat } from '../ui/use-format';

interface SilentWorkersProps {
  readonly workers: readonly WorkerView[];
}

/** The workers that send no task events, each with its own switch. */
export function SilentWorkers({ workers }: SilentWorkersProps) {
  const t = useTranslations('now.silent');
  const silent = workers.filter((worker) => worker.taskEvents === false);
  const widest = Math.max(0, ...silent.map((worker) => worker.concurrency ?? 0));
  return (
    <Section title={t('workers')}>
      <TableScroll label={t('workers')}>
        <Table>
          <TableHead>
            <tr>
              <Th>{t('column.worker')}</Th>
              <Th>{t('column.events')}</Th>
              <Th>{t('column.slots')}</Th>
              <Th numeric>{t('column.unseen')}</Th>
              <Th numeric>{t('column.heartbeat')}</Th>
              <Th numeric>{t('column.version')}</Th>
              <Th>
                <span className="sr-only">{t('column.enable')}</span>
              </Th>
            </tr>
          </TableHead>
          <tbody>
            {silent.map((worker) => (
              <SilentRow key={worker.hostname} worker={worker} widest={widest} />
            ))}
          </tbody>
        </Table>
      </TableScroll>
    </Section>
  );
}

interface SilentRowProps {
  readonly worker: WorkerView;
  readonly widest: number;
}

function SilentRow({ worker, widest }: SilentRowProps) {
  const t = useTranslations('now.silent');
  const format = useFormat();
  return (
    <Tr>
      <Td>
        <WorkerLink hostname={worker.hostname} />
      </Td>
      <Td>
        <Tag tone="warning">{t('off')}</Tag>
      </Td>
      <Td>
        <Slots
          worker={worker.hostname}
          slots={worker.concurrency}
          running={worker.active}
          reserved={worker.reserved}
          scheduled={worker.scheduled}
          widest={widest}
        />
      </Td>
      <Td numeric>{worker.processed === null ? <Unknown /> : format.count(worker.processed)}</Td>
      <Td numeric className="text-fg-2">
        {worker.lastHeartbeatAt === null ? <Unknown /> : <Age at={worker.lastHeartbeatAt} precise />}
      </Td>
      <Td numeric className="text-fg-2">
        {worker.version ?? <Unknown />}
      </Td>
      <Td numeric>
        <EnableEventsButton hostnames={[worker.hostname]} primary={false} />
      </Td>
    </Tr>
  );
}
