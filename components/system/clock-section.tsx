'use client';

import { useTranslations } from 'use-intl';
import type { WorkerView } from '@/lib/cluster/worker';
import { Section } from '../ui/section';
import { Unknown } from '../ui/stat-strip';
import { Table, TableHead, Td, Th, Tr } from '../ui/table';
import { WorkerLink } from '../ui/worker-link';
import { useFormat } from '../ui/use-format';
import { WorkerLabel } from '../ui/worker-sign';
import { byDrift } from './by-drift';

const SHOWN = 20;

/** Clocks of the workers against ours, the worst first. */
export function ClockSection({ workers }: { readonly workers: readonly WorkerView[] }) {
  const t = useTranslations('system');
  const format = useFormat();
  const live = byDrift(workers.filter((worker) => worker.status !== 'gone'));
  return (
    <Section title={t('clocks')} note={t('clocksNote')}>
      {live.length === 0 ? (
        <p className="text-fg-3">{t('noWorkers')}</p>
      ) : (
        <Table dense>
          <TableHead>
            <tr>
              <Th>{t('worker')}</Th>
              <Th className="max-md:hidden">{t('state')}</Th>
              <Th numeric>{t('drift')}</Th>
              <Th numeric>{t('taskEvents')}</Th>
            </tr>
          </TableHead>
          <tbody>
            {live.slice(0, SHOWN).map((worker) => (
              <Tr key={worker.hostname}>
                <Td className="w-1/2 max-w-0 truncate">
                  <WorkerLink hostname={worker.hostname} />
                </Td>
                <Td className="max-md:hidden">
                  <WorkerLabel status={worker.status} />
                </Td>
                <Td numeric>
                  {worker.clockDriftSeconds === null ? (
                    <Unknown />
                  ) : (
                    t(worker.clockDriftSeconds < 0 ? 'behind' : 'ahead', {
                      time: format.duration(Math.abs(worker.clockDriftSeconds)),
                    })
                  )}
                </Td>
                <Td numeric>{worker.taskEvents === null ? <Unknown /> : t(worker.taskEvents ? 'on' : 'off')}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      {live.length > SHOWN && <p className="pt-2 text-fg-3">{t('moreWorkers', { count: live.length - SHOWN })}</p>}
    </Section>
  );
}
