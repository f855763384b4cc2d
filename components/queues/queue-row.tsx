'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo } from 'react';
import { useTranslations } from 'use-intl';
import { Icon } from '@/components/ui/icon';
import { LaneBar } from '@/components/ui/lane-bar';
import { queueHref } from '@/components/ui/hrefs';
import { MessageText } from '@/components/ui/message-text';
import { SeveritySign } from '@/components/ui/severity-sign';
import { Sparkline } from '@/components/ui/sparkline';
import { Td, Tr } from '@/components/ui/table';
import { TextLink } from '@/components/ui/text-link';
import { useFormat } from '@/components/ui/use-format';
import { Figure } from '@/components/workers/figure';
import { NotKnown } from '@/components/workers/not-known';
import type { QueueView } from '@/lib/cluster/queue';
import { drainState } from '@/lib/queues/drain-state';
import type { QueueWhy } from '@/lib/queues/queue-why';
import { useReason } from './use-reason';

export interface QueueRowData {
  readonly queue: QueueView;
  readonly why: QueueWhy;
}

interface QueueRowProps {
  readonly row: QueueRowData;
  readonly open: boolean;
  readonly onToggle: (queue: string) => void;
}

export const QueueRow = memo(function QueueRow({ row: { queue, why }, open, onToggle }: QueueRowProps) {
  const t = useTranslations('queues');
  const format = useFormat();
  const reason = useReason(queue);
  return (
    <Tr className={open ? '[&>td]:border-b-0' : ''}>
      <Td className="pr-0!">
        <button
          type="button"
          aria-expanded={open}
          aria-label={t(open ? 'row.close' : 'row.open', { queue: queue.name })}
          onClick={() => onToggle(queue.name)}
          className="grid size-6 place-items-center rounded-sm text-fg-3 hover:bg-inset hover:text-fg"
        >
          <Icon as={open ? ChevronDown : ChevronRight} size={14} />
        </button>
      </Td>
      <Td>
        <TextLink
          href={queueHref(queue.name)}
          variant="name"
          data-row
          title={queue.name}
          className={why.quiet ? 'block max-w-44 truncate font-normal!' : 'block max-w-44 truncate'}
        >
          {queue.name}
        </TextLink>
      </Td>
      <Td>
        {queue.readyByPriority === null ? (
          <NotKnown reason={reason('readyByPriority')} />
        ) : (
          <LaneBar lanes={queue.readyByPriority} />
        )}
      </Td>
      <Td numeric>
        <Figure value={queue.ready} reason={reason('ready')} />
      </Td>
      <Td numeric>
        <Figure value={queue.reserved} reason={reason('reserved')} />
      </Td>
      <Td numeric>
        <Figure value={queue.scheduled} reason={reason('scheduled')} />
      </Td>
      <Td numeric>
        <Oldest queue={queue} />
      </Td>
      <Td numeric className="text-fg-2">
        <Figure value={queue.inPerSecond} reason={reason('inPerSecond')} format={format.rate} />
      </Td>
      <Td numeric className="text-fg-2">
        <Figure value={queue.outPerSecond} reason={reason('outPerSecond')} format={format.rate} />
      </Td>
      <Td>
        <ReadySparkline queue={queue} />
      </Td>
      <Td numeric>
        <SlotsOf queue={queue} />
      </Td>
      <Td numeric className="text-fg-2">
        <Drain queue={queue} />
      </Td>
      <Td className={why.quiet ? 'text-fg-3' : ''}>
        <Why why={why} />
      </Td>
    </Tr>
  );
});

export function Why({ why }: { readonly why: QueueWhy }) {
  return (
    <span className="inline-flex items-center gap-2 align-middle">
      {why.severity !== null && <SeveritySign severity={why.severity} />}
      <span>
        <MessageText message={why.text} />
      </span>
    </span>
  );
}

/** An empty queue has no oldest message. */
export function Oldest({ queue }: { readonly queue: QueueView }) {
  const format = useFormat();
  const reason = useReason(queue);
  if (queue.oldestAgeSeconds !== null) return format.age(queue.oldestAgeSeconds);
  return queue.ready === 0 ? null : <NotKnown reason={reason('oldestAgeSeconds')} />;
}

export function Drain({ queue }: { readonly queue: QueueView }) {
  const t = useTranslations('queues.row');
  const format = useFormat();
  const reason = useReason(queue);
  const state = drainState(queue);
  switch (state.kind) {
    case 'empty':
      return null;
    case 'drains':
      return format.estimate(state.seconds);
    case 'unknown':
      return <NotKnown reason={reason(queue.ready === null ? 'ready' : 'outPerSecond')} />;
    default:
      return t(state.kind);
  }
}

export function SlotsOf({ queue }: { readonly queue: QueueView }) {
  const reason = useReason(queue);
  if (queue.slots === null || queue.freeSlots === null) return <NotKnown reason={reason('slots')} />;
  return (
    <>
      <Figure value={queue.slots - queue.freeSlots} reason="" />
      <span className="text-fg-3">/{queue.slots}</span>
    </>
  );
}

export function ReadySparkline({ queue }: { readonly queue: QueueView }) {
  const t = useTranslations('queues.row');
  const told = queue.sparkline.filter((value) => value !== null);
  const label = told.length === 0 ? t('sparklineNone') : t('sparkline', { max: Math.max(...told) });
  return <Sparkline values={queue.sparkline} width={72} label={label} />;
}
