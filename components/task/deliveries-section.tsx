'use client';

import { useTranslations } from 'use-intl';
import { Clock } from '@/components/ui/age';
import { Section } from '@/components/ui/section';
import { StateLabel } from '@/components/ui/state-sign';
import { Table, Td, Th } from '@/components/ui/table';
import { WorkerLink } from '@/components/ui/worker-link';
import { useFormat } from '@/components/ui/use-format';
import { Elapsed } from '@/components/tasks/elapsed';
import { useIsPhone } from '@/components/tasks/use-media';
import type { Delivery, Task } from '@/lib/cluster/task';
import { startedCount } from '@/lib/tasks/deliveries-figure';
import { DeliveriesFigure } from './deliveries-figure';

interface DeliveriesSectionProps {
  readonly task: Task;
  readonly deliveries: readonly Delivery[];
  /** A finding above shows the same figure already. */
  readonly withFigure: boolean;
}

/** Each time a worker received the task. */
export function DeliveriesSection({ task, deliveries, withFigure }: DeliveriesSectionProps) {
  const t = useTranslations('task.deliveries');
  const phone = useIsPhone();
  const started = startedCount(deliveries);
  const note =
    deliveries.length === 0 ? null : t('started', { count: t('count', { count: deliveries.length }), started });
  return (
    <Section title={t('title')} note={note}>
      {deliveries.length === 0 && <p className="text-fg-2">{t('none')}</p>}
      {withFigure && deliveries.length > 0 && <DeliveriesFigure task={task} deliveries={deliveries} dueAt={null} />}
      {deliveries.length > 0 &&
        (phone ? <DeliveryCards deliveries={deliveries} /> : <DeliveryTable deliveries={deliveries} />)}
    </Section>
  );
}

function DeliveryTable({ deliveries }: { readonly deliveries: readonly Delivery[] }) {
  const t = useTranslations('task.deliveries');
  return (
    <Table>
      <thead>
        <tr>
          <Th>{t('n')}</Th>
          <Th>{t('worker')}</Th>
          <Th numeric>{t('received')}</Th>
          <Th numeric>{t('ended')}</Th>
          <Th numeric>{t('ran')}</Th>
          <Th numeric>{t('retries')}</Th>
          <Th>{t('redelivered')}</Th>
          <Th>{t('outcome')}</Th>
        </tr>
      </thead>
      <tbody>
        {deliveries.map((delivery) => (
          <tr key={delivery.n}>
            <Td className="font-[550]">{delivery.n}</Td>
            <Td className="max-w-60 truncate">
              <Worker delivery={delivery} />
            </Td>
            <Td numeric>
              <Time at={delivery.receivedAt} />
            </Td>
            <Td numeric>
              <Time at={delivery.endedAt} />
            </Td>
            <Td numeric>
              <Ran delivery={delivery} />
            </Td>
            <Td numeric className={delivery.retries === 0 ? 'text-fg-3' : ''}>
              {delivery.retries}
            </Td>
            <Td>
              <Redelivered delivery={delivery} />
            </Td>
            <Td>
              <Outcome delivery={delivery} />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function DeliveryCards({ deliveries }: { readonly deliveries: readonly Delivery[] }) {
  const t = useTranslations('task.deliveries');
  return (
    <ol>
      {deliveries.map((delivery) => (
        <li key={delivery.n} className="border-b border-line py-2.5 last:border-b-0">
          <div className="flex gap-3">
            <b>{delivery.n}</b>
            <span className="min-w-0 flex-1 truncate">
              <Worker delivery={delivery} />
            </span>
            <Outcome delivery={delivery} />
          </div>
          <dl className="mt-1 ml-6 grid grid-cols-[96px_1fr] text-small [&_dt]:text-fg-3">
            <dt>{t('received')}</dt>
            <dd>
              <Time at={delivery.receivedAt} />
            </dd>
            <dt>{t('ended')}</dt>
            <dd>
              <Time at={delivery.endedAt} />
            </dd>
            <dt>{t('ran')}</dt>
            <dd>
              <Ran delivery={delivery} />
            </dd>
            <dt>{t('retries')}</dt>
            <dd>{delivery.retries}</dd>
            <dt>{t('redelivered')}</dt>
            <dd>
              <Redelivered delivery={delivery} />
            </dd>
          </dl>
        </li>
      ))}
    </ol>
  );
}

function Worker({ delivery }: { readonly delivery: Delivery }) {
  const t = useTranslations('task.deliveries');
  return (
    <>
      <WorkerLink hostname={delivery.worker} className="font-normal!" />
      {delivery.pid !== null && <span className="ml-1.5 text-fg-3">{t('pid', { pid: String(delivery.pid) })}</span>}
    </>
  );
}

function Time({ at }: { readonly at: number | null }) {
  return at === null ? <span className="text-fg-3">–</span> : <Clock at={at} />;
}

function Ran({ delivery }: { readonly delivery: Delivery }) {
  const format = useFormat();
  if (delivery.runtimeSeconds !== null) return format.duration(delivery.runtimeSeconds);
  if (delivery.startedAt === null || delivery.deduplicated) return <span className="text-fg-3">–</span>;
  if (delivery.endedAt !== null) return format.duration(Math.max(0, delivery.endedAt - delivery.startedAt));
  return delivery.outcome === null ? (
    <Elapsed from={delivery.startedAt} className="font-[550]" />
  ) : (
    <span className="text-fg-3">–</span>
  );
}

function Redelivered({ delivery }: { readonly delivery: Delivery }) {
  const t = useTranslations('task.deliveries');
  if (delivery.redelivered === true) return t('yes');
  return <span className="text-fg-3">{delivery.redelivered === null ? t('unknown') : t('no')}</span>;
}

function Outcome({ delivery }: { readonly delivery: Delivery }) {
  const t = useTranslations('task.deliveries');
  if (delivery.deduplicated) return <span className="text-fg-2">{t('deduplicated')}</span>;
  if (delivery.outcome === 'REQUEUED') return <span className="text-fg-2">{t('requeued')}</span>;
  if (delivery.outcome !== null) return <StateLabel state={delivery.outcome} />;
  return <StateLabel state={delivery.startedAt === null ? 'RECEIVED' : 'STARTED'} />;
}
