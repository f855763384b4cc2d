'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import { useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useRowWindow } from '@/components/tasks/use-row-window';
import { Icon } from '@/components/ui/icon';
import { LaneBar } from '@/components/ui/lane-bar';
import { queueHref } from '@/components/ui/hrefs';
import { TextLink } from '@/components/ui/text-link';
import { Figure } from '@/components/workers/figure';
import { useRowKeys } from '@/components/workers/use-row-keys';
import { QueueDetail } from './queue-detail-row';
import { Drain, Oldest, SlotsOf, Why, type QueueRowData } from './queue-row';
import { useReason } from './use-reason';
import type { QueuesUrl } from './use-queues-url';

const CARD_HEIGHT = 88;

interface QueueCardsProps {
  readonly rows: readonly QueueRowData[];
  readonly url: QueuesUrl;
}

/** The queues on a phone. */
export function QueueCards({ rows, url }: QueueCardsProps) {
  const list = useRef<HTMLDivElement>(null);
  const shown = useRowWindow(list, rows.length, CARD_HEIGHT);
  useRowKeys(list);
  return (
    <div ref={list} className="border-t border-line">
      <div style={{ height: shown.before }} />
      {rows.slice(shown.first, shown.last).map((row) => (
        <Card
          key={row.queue.name}
          row={row}
          open={url.opened.includes(row.queue.name)}
          onToggle={() => url.toggle(row.queue.name)}
        />
      ))}
      <div style={{ height: shown.after }} />
    </div>
  );
}

interface CardProps {
  readonly row: QueueRowData;
  readonly open: boolean;
  readonly onToggle: () => void;
}

function Card({ row: { queue, why }, open, onToggle }: CardProps) {
  const t = useTranslations('queues');
  const reason = useReason(queue);
  return (
    <div className="border-b border-line">
      <div className="flex flex-col justify-center gap-1 overflow-hidden px-4" style={{ height: CARD_HEIGHT - 1 }}>
        <div className="flex items-center gap-2">
          <TextLink
            href={queueHref(queue.name)}
            variant="name"
            data-row
            className="inline-flex min-h-6 min-w-0 items-center truncate"
          >
            {queue.name}
          </TextLink>
          {queue.readyByPriority?.some(({ ready }) => ready > 0) && (
            <LaneBar lanes={queue.readyByPriority} width={64} />
          )}
          <button
            type="button"
            aria-expanded={open}
            aria-label={t(open ? 'row.close' : 'row.open', { queue: queue.name })}
            onClick={onToggle}
            className="-my-1 -mr-2 ml-auto grid size-9 place-items-center rounded-sm text-fg-3"
          >
            <Icon as={open ? ChevronDown : ChevronRight} size={16} />
          </button>
        </div>
        <p className={why.quiet ? 'truncate text-fg-3' : 'truncate'}>
          <Why why={why} />
        </p>
        <p className="flex gap-x-3 text-small whitespace-nowrap text-fg-3">
          <span>
            {t('column.ready')}{' '}
            <b className="text-fg">
              <Figure value={queue.ready} reason={reason('ready')} />
            </b>
          </span>
          <span>
            {t('column.reserved')} <Figure value={queue.reserved} reason={reason('reserved')} />
          </span>
          <span>
            {t('column.slots')} <SlotsOf queue={queue} />
          </span>
          <span className="ml-auto">
            <Oldest queue={queue} /> <Drain queue={queue} />
          </span>
        </p>
      </div>
      {open && (
        <div className="px-4 pt-1 pb-4">
          <QueueDetail queue={queue} />
        </div>
      )}
    </div>
  );
}
