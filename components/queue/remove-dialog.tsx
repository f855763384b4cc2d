'use client';

import { useTranslations } from 'use-intl';
import type { PeekedMessage } from '@/lib/queues/peek';
import { MessageDialog } from './message-dialog';

interface RemoveDialogProps {
  readonly queue: string;
  readonly message: PeekedMessage;
  readonly onClose: (done: boolean) => void;
}

export function RemoveDialog({ queue, message, onClose }: RemoveDialogProps) {
  const t = useTranslations('messages.single.remove');
  return (
    <MessageDialog
      queue={queue}
      message={message}
      act="remove"
      danger
      title={t('title', { queue })}
      confirm={t('confirm')}
      onClose={onClose}
    >
      <p className="mt-1.5 text-fg-2">{t('forGood')}</p>
      <p className="mt-1.5 text-fg-2">{t('waiting')}</p>
    </MessageDialog>
  );
}
