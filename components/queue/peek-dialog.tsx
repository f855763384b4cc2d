'use client';

import { useTranslations } from 'use-intl';
import { ConfirmFooter } from '@/components/ui/confirm-footer';
import { Dialog } from '@/components/ui/dialog';

interface PeekDialogProps {
  readonly queue: string;
  readonly count: number;
  readonly onPeek: () => void;
  readonly onClose: () => void;
}

/** RabbitMQ only: what looking at messages does to them. */
export function PeekDialog({ queue, count, onPeek, onClose }: PeekDialogProps) {
  const t = useTranslations('messages.peek.ask');
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('title', { queue })}
      footer={<ConfirmFooter variant="primary" confirm={t('confirm')} onCancel={onClose} onConfirm={onPeek} />}
    >
      <p className="mt-1.5 text-fg-2">{t('count', { count })}</p>
      <p className="mt-1.5 text-fg-2">{t('marked')}</p>
      <p className="mt-1.5 text-fg-2">{t('quorum')}</p>
    </Dialog>
  );
}
