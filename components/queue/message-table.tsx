'use client';

import { Fragment, useState } from 'react';
import { useTranslations } from 'use-intl';
import { GroupRow, Table, TableHead, TableScroll, Th } from '@/components/ui/table';
import type { PeekedMessage, PeekedQueue } from '@/lib/queues/peek';
import { MessageRow } from './message-row';
import { MoveDialog } from './move-dialog';
import { RemoveDialog } from './remove-dialog';

interface MessageTableProps {
  readonly peeked: PeekedQueue;
  /** Why nothing can be done with them now. */
  /** Reads again after something was done; null where no message can be taken alone. */
  readonly onDone: (() => void) | null;
}

const COLUMNS = 6;

/** Lane by lane, the next to be served first. */
export function MessageTable({ peeked, onDone }: MessageTableProps) {
  const t = useTranslations('messages.peek');
  const [acting, setActing] = useState<{ readonly message: PeekedMessage; readonly as: 'remove' | 'move' } | null>(
    null,
  );
  const lanes = peeked.lanes.filter(({ shown }) => shown > 0);
  // RabbitMQ's messages come in one order, whatever their priority.
  const ofLane = (priority: number) =>
    lanes.length === 1 ? peeked.messages : peeked.messages.filter((one) => one.priority === priority);
  const close = (done: boolean) => {
    setActing(null);
    if (done) onDone?.();
  };
  const act =
    onDone === null ? null : { on: (message: PeekedMessage, as: 'remove' | 'move') => setActing({ message, as }) };
  return (
    <>
      <TableScroll label={t('title')}>
        <Table dense>
          <TableHead className="max-md:sr-only">
            <tr>
              <Th numeric className="max-md:hidden">
                {t('position')}
              </Th>
              <Th>{t('name')}</Th>
              <Th numeric className="max-md:hidden">
                {t('eta')}
              </Th>
              <Th numeric className="max-md:hidden">
                {t('size')}
              </Th>
              <Th numeric>{t('age')}</Th>
              <Th />
            </tr>
          </TableHead>
          <tbody>
            {lanes.map((lane) => (
              <Fragment key={lane.priority}>
                <GroupRow span={COLUMNS}>{t(onDone === null ? 'first' : 'lane', lane)}</GroupRow>
                {ofLane(lane.priority).map((message) => (
                  <MessageRow key={`${message.id} ${message.ahead}`} message={message} act={act} />
                ))}
              </Fragment>
            ))}
          </tbody>
        </Table>
      </TableScroll>
      {onDone === null && <p className="mt-1 text-small text-fg-3">{t('limits')}</p>}
      {acting?.as === 'remove' && <RemoveDialog queue={peeked.queue} message={acting.message} onClose={close} />}
      {acting?.as === 'move' && <MoveDialog queue={peeked.queue} message={acting.message} onClose={close} />}
    </>
  );
}
