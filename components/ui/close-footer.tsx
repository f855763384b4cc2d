import { useTranslations } from 'use-intl';
import { Button } from './button';

/** The foot of a dialog that only shows something. */
export function CloseFooter({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations('controls');
  return (
    <>
      <span className="flex-1" />
      <Button data-autofocus onClick={onClose}>
        {t('close')}
      </Button>
    </>
  );
}
