'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useView } from '@/components/live/use-view';
import { Select } from '@/components/ui/select';
import type { PeekedMessage } from '@/lib/queues/peek';
import { MessageDialog } from './message-dialog';

interface MoveDialogProps {
  readonly queue: string;
  readonly message: PeekedMessage;
  readonly onClose: (done: boolean) => void;
}

const NO_PARAMS = {};

/** Only to queues that are known: a mistyped one would keep the message for ever. */
export function MoveDialog({ queue, message, onClose }: MoveDialogProps) {
  const t = useTranslations('messages.single.move');
  const others = (useView('queues', NO_PARAMS).value?.queues ?? []).filter(({ name }) => name !== queue);
  const [chosen, setChosen] = useState<string | null>(null);
  const to = chosen ?? others[0]?.name ?? null;
  const count = others.find(({ name }) => name === to)?.consumers ?? null;
  return (
    <MessageDialog
      queue={queue}
      message={message}
      act="move"
      title={t('title', { queue })}
      confirm={t('confirm')}
      extra={to === null ? {} : { to }}
      obstacle={to === null ? t('noOther') : null}
      onClose={onClose}
    >
      {to === null ? (
        <p className="mt-1.5 text-fg-2">{t('noOther')}</p>
      ) : (
        <div className="mt-3">
          <p className="mb-1.5 text-small font-medium text-fg-3">{t('to')}</p>
          <Select
            label={t('to')}
            value={to}
            onChange={setChosen}
            options={others.map(({ name }) => ({ value: name, label: name }))}
            className="max-w-full"
          />
          {count !== null && <p className="mt-1.5 text-fg-2">{t('workers', { count, to })}</p>}
        </div>
      )}
      <p className="mt-1.5 text-fg-2">{t('end')}</p>
    </MessageDialog>
  );
}
