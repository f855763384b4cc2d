'use client';

import { useTranslations } from 'use-intl';
import { useNow } from '@/components/live/use-now';
import { Age, Clock } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { queueHref, taskHref } from '@/components/ui/hrefs';
import { StateSign } from '@/components/ui/state-sign';
import { Unknown } from '@/components/ui/stat-strip';
import { Table, TableHead, Td, Th, Tr } from '@/components/ui/table';
import { TaskName } from '@/components/ui/task-name';
import { TextLink } from '@/components/ui/text-link';
import { WorkerLink } from '@/components/ui/worker-link';
import type { InFlight } from '@/lib/queues/in-flight';

interface UnackedTableProps {
  readonly messages: readonly InFlight[];
  /** Why nothing can be put back now. */
  readonly refusal: string | null;
  readonly onPutBack: (message: InFlight) => void;
}

/** One line a message; on phones each is a card. */
export function UnackedTable({ messages, refusal, onPutBack }: UnackedTableProps) {
  const t = useTranslations('messages.unacked');
  return (
    <div className="border-t border-line">
      <Table edge className="max-md:block [&>tbody]:max-md:block">
        <TableHead sticky className="max-md:sr-only">
          <tr>
            <Th>{t('standing')}</Th>
            <Th>{t('task')}</Th>
            <Th className="max-lg:hidden">{t('queue')}</Th>
            <Th className="max-lg:hidden">{t('worker')}</Th>
            <Th numeric>{t('age')}</Th>
            <Th numeric className="max-xl:hidden">
              {t('eta')}
            </Th>
            <Th numeric>{t('returns')}</Th>
            <Th>{t('why')}</Th>
            <Th>
              <span className="sr-only">{t('putBack')}</span>
            </Th>
          </tr>
        </TableHead>
        <tbody>
          {messages.map((message) => (
            <UnackedRow key={message.deliveryTag} message={message} refusal={refusal} onPutBack={onPutBack} />
          ))}
        </tbody>
      </Table>
    </div>
  );
}

const SIGNS = { held: 'STARTED', abandoned: 'FAILURE', unknown: 'UNKNOWN' } as const;

function UnackedRow({
  message,
  refusal,
  onPutBack,
}: {
  readonly message: InFlight;
  readonly refusal: string | null;
  readonly onPutBack: (message: InFlight) => void;
}) {
  const t = useTranslations('messages.unacked');
  const { uuid, name, queue, worker, as, standing, reason, deliveredAt, eta, returnsAt } = message;
  return (
    <Tr className="max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-x-3 max-md:border-b max-md:border-line max-md:px-4 max-md:py-2 max-md:[&>td]:h-auto! max-md:[&>td]:border-0 max-md:[&>td]:p-0!">
      <Td className="max-md:order-2 max-md:text-right">
        <span className="inline-flex items-center gap-1.75 align-middle">
          <StateSign state={standing === 'held' && as !== 'running' ? 'RECEIVED' : SIGNS[standing]} />
          {standing === 'held' && as !== null ? t(`as.${as}`) : t(standing)}
        </span>
      </Td>
      <Td className="w-full max-w-0 truncate max-md:order-1 max-md:max-w-none">
        {uuid === null ? (
          <span className="text-fg-3">{t('missingUuid')}</span>
        ) : (
          <TextLink href={taskHref(uuid)} variant="name">
            <TaskName name={name} />
          </TextLink>
        )}{' '}
        {uuid !== null && <code className="text-fg-3">{uuid.slice(0, 8)}</code>}
      </Td>
      <Td className="max-w-44 truncate max-lg:hidden">
        {queue === null ? (
          <Unknown />
        ) : (
          <TextLink href={queueHref(queue)} variant="name" className="font-normal!">
            {queue}
          </TextLink>
        )}
      </Td>
      <Td className="max-w-56 truncate max-lg:hidden">
        {worker === null ? <Unknown /> : <WorkerLink hostname={worker} className="font-normal!" />}
      </Td>
      <Td numeric className="max-md:hidden">
        <Age at={deliveredAt} />
      </Td>
      <Td numeric className="text-fg-2 max-xl:hidden">
        {eta !== null && <Clock at={eta} />}
      </Td>
      <Td numeric className="text-fg-2 max-md:order-4 max-md:text-right">
        <Returns at={returnsAt} />
      </Td>
      <Td className="max-w-80 truncate text-fg-2 max-md:order-3 max-md:max-w-none max-md:whitespace-normal">
        <span title={t(`reason.${reason}`, { worker: worker ?? t('someoneElse') })}>
          {t(`reason.${reason}`, { worker: worker ?? t('someoneElse') })}
        </span>
      </Td>
      <Td className="max-md:order-5 max-md:col-span-2 max-md:[&>button]:mt-1.5 max-md:[&>button]:w-full">
        {standing === 'abandoned' && uuid !== null && (
          <Button disabledReason={refusal} onClick={() => onPutBack(message)}>
            {t('putBack')}
          </Button>
        )}
      </Td>
    </Tr>
  );
}

function Returns({ at }: { readonly at: number }) {
  const t = useTranslations('messages.unacked');
  const now = useNow({ everyMs: 5000 });
  if (now > at) return <span className="text-severity-warning">{t('due')}</span>;
  return <Clock at={at} />;
}
