import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from './button';

interface ConfirmFooterProps {
  readonly onCancel: () => void;
  readonly onConfirm: () => void;
  /** What the button does. */
  readonly confirm: string;
  readonly variant: 'primary' | 'danger-solid';
  readonly isSending?: boolean;
  /** Why it can't be confirmed yet. */
  readonly obstacle?: string | null;
  readonly note?: ReactNode;
}

/** The foot of a dialog that asks before it does something; the first focus is on the way out. */
export function ConfirmFooter(props: ConfirmFooterProps) {
  const { onCancel, onConfirm, confirm, variant, isSending = false, obstacle = null, note } = props;
  const t = useTranslations('controls');
  return (
    <>
      {note !== undefined && <span className="text-small text-fg-3">{note}</span>}
      <span className="flex-1" />
      <Button data-autofocus keys={['esc']} onClick={onCancel}>
        {t('cancel')}
      </Button>
      <Button variant={variant} disabledReason={isSending ? t('working') : obstacle} onClick={onConfirm}>
        {confirm}
      </Button>
    </>
  );
}
