'use client';

import { useTranslations } from 'use-intl';
import type { PastView, PastWorker } from '@/lib/api/past-view';
import { Section } from '../ui/section';
import { Table, TableHead, TableScroll, Td, Th, Tr } from '../ui/table';
import { WorkerLink } from '../ui/worker-link';
import { useFormat } from '../ui/use-format';
import { WorkerLabel } from '../ui/worker-sign';
import { NotKnown } from '../workers/not-known';

/** Who was there, and what each held. */
export function PastWorkers({ past }: { readonly past: PastView }) {
  const t = useTranslations('rewind.workers');
  return (
    <Section title={t('title')} note={past.workers.length}>
      {past.workers.length === 0 ? (
        <p className="text-fg-3">{t('none')}</p>
      ) : (
        <TableScroll label={t('title')}>
          <Table dense>
            <TableHead>
              <tr>
                <Th>{t('worker')}</Th>
                <Th>
                  <span className="max-md:sr-only">{t('state')}</span>
                </Th>
                <Th numeric>{t('busy')}</Th>
                <Th numeric>{t('reserved')}</Th>
                <Th numeric>{t('scheduled')}</Th>
                <Th className="max-md:hidden">{t('queues')}</Th>
              </tr>
            </TableHead>
            <tbody>
              {past.workers.map((worker) => (
                <WorkerLine key={worker.hostname} worker={worker} />
              ))}
            </tbody>
          </Table>
        </TableScroll>
      )}
    </Section>
  );
}

function WorkerLine({ worker }: { readonly worker: PastWorker }) {
  const t = useTranslations('rewind.unknown');
  const format = useFormat();
  const { unknown } = worker;
  const reason = (field: keyof PastWorker['unknown']) => {
    const code = unknown[field];
    return code === undefined ? '' : t(code);
  };
  return (
    <Tr>
      <Td>
        <WorkerLink hostname={worker.hostname} />
      </Td>
      <Td>
        <span title={reason('status')}>
          <WorkerLabel status={worker.status} wordClassName="max-md:sr-only" />
        </span>
      </Td>
      <Td numeric>
        <b className="font-[550]">{format.count(worker.running)}</b>
        <span className="text-fg-3">
          /{worker.concurrency === null ? <NotKnown reason={reason('concurrency')} /> : worker.concurrency}
        </span>
      </Td>
      <Td numeric>{format.count(worker.reserved)}</Td>
      <Td numeric>{format.count(worker.scheduled)}</Td>
      <Td className="w-full max-md:hidden">
        {worker.queues === null ? <NotKnown reason={reason('queues')} /> : worker.queues.join(', ')}
      </Td>
    </Tr>
  );
}
