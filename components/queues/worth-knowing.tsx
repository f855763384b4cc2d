'use client';

import { useTranslations } from 'use-intl';
import { Age } from '@/components/ui/age';
import { MessageText } from '@/components/ui/message-text';
import type { QueueView } from '@/lib/cluster/queue';
import { unknownFigures } from '@/lib/queues/unknown-reason';

/** What its workers hold of it, and what of it is not known, with the reasons. */
export function WorthKnowing({ queue }: { readonly queue: QueueView }) {
  const t = useTranslations('queues.worth');
  const field = useTranslations('queues.field');
  const unknown = unknownFigures(queue);
  const names = queue.consumerNames;
  const only = names?.length === 1 ? names[0] : undefined;
  const held = queue.reserved ?? 0;
  const scheduled = queue.scheduled ?? 0;
  const bold = { b: (words: React.ReactNode) => <b>{words}</b> };
  const ordered = (queue.readyByPriority?.length ?? 0) > 1;
  const holder = { worker: only ?? t('itsWorkers'), several: only === undefined ? 'yes' : 'no', held };
  return (
    <div className="text-fg-2">
      <h2 className="mb-1.5 text-small font-medium text-fg-3">{t('title')}</h2>
      {held > 0 && <p className="mb-1">{t.rich(ordered ? 'held' : 'heldPlain', { ...holder, ...bold })}</p>}
      {scheduled > 0 && <p className="mb-1">{t.rich('scheduled', { count: scheduled, ...bold })}</p>}
      {queue.oldestAgeSeconds !== null && <p className="mb-1 text-fg-3">{t('age')}</p>}
      {unknown.map(({ reason, fields }) => (
        <p key={reason.key} className="mb-1 text-fg-3">
          {fields.map((name) => field(name)).join(', ')}: <MessageText message={reason} />
        </p>
      ))}
      {held === 0 && scheduled === 0 && unknown.length === 0 && <p className="mb-1">{t('nothing')}</p>}
      {queue.readAt !== null && (
        <p className="text-fg-3">{t.rich('readRich', { age: () => <Age at={queue.readAt ?? 0} prose /> })}</p>
      )}
    </div>
  );
}
