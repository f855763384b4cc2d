'use client';

import { useTranslations } from 'use-intl';
import { useStatus } from '@/components/layout/use-status';
import { cx } from '@/components/ui/class-names';
import { laneLook } from '@/components/ui/lane-bar';
import { useFormat } from '@/components/ui/use-format';
import type { QueueView } from '@/lib/cluster/queue';
import { useReason } from './use-reason';

/** Priority lanes from the one that is served first to the last. */
export function LaneList({ queue }: { readonly queue: QueueView }) {
  const t = useTranslations('queues.lanes');
  const kind = useStatus()?.broker.kind;
  const reason = useReason(queue);
  const lanes = queue.readyByPriority;
  const rule = kind === 'redis' || kind === 'amqp' ? kind : 'other';
  return (
    <div>
      <h2 className="mb-1.5 text-small font-medium text-fg-3">
        {t('title')}{' '}
        {lanes !== null && lanes.length > 1 && <span className="ml-2 font-normal">{t(`rule.${rule}`)}</span>}
      </h2>
      {lanes === null && <p className="text-fg-2">{reason('readyByPriority')}</p>}
      {lanes !== null && lanes.length <= 1 && <p className="text-fg-2">{t('single')}</p>}
      {lanes !== null && lanes.length > 1 && <Lanes lanes={lanes} />}
    </div>
  );
}

function Lanes({ lanes }: { readonly lanes: NonNullable<QueueView['readyByPriority']> }) {
  const t = useTranslations('queues.lanes');
  const format = useFormat();
  const most = Math.max(1, ...lanes.map((lane) => lane.ready));
  return (
    <ol>
      {lanes.map((lane, index) => (
        <li key={lane.priority} className="grid h-6 grid-cols-[64px_minmax(0,1fr)_64px] items-center gap-3">
          <span>
            <b className="inline-block min-w-5 text-right">{lane.priority}</b>
            {(index === 0 || index === lanes.length - 1) && (
              <span className="ml-2 text-small text-fg-3">{t(index === 0 ? 'first' : 'last')}</span>
            )}
          </span>
          <span aria-hidden className="h-2 overflow-hidden rounded-cell bg-inset">
            <span
              className={cx('block h-full', lane.ready > 0 && 'min-w-0.75', laneLook(index))}
              style={{ width: `${(lane.ready / most) * 100}%` }}
            />
          </span>
          <span className={lane.ready === 0 ? 'text-right text-fg-3' : 'text-right'}>{format.count(lane.ready)}</span>
        </li>
      ))}
    </ol>
  );
}
