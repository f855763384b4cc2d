'use client';

import { Ban, Copy, RotateCw, X } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { usePermission, useRefusalText } from '@/components/controls/use-permission';
import { Button, IconButton } from '@/components/ui/button';
import { copyText } from '@/components/ui/copy-text';
import { Segmented } from '@/components/ui/segmented';
import { showToast } from '@/components/ui/toast';
import { useFormat } from '@/components/ui/use-format';
import type { Count } from '@/lib/api/views';
import { bulkRefusal, type BulkTarget } from '@/lib/tasks/task-actions';
import type { Selection } from '@/lib/tasks/selection';

export type BulkAction = 'retry' | 'revoke';

interface BulkBarProps {
  readonly selection: Selection;
  /** What is known of the marked rows. */
  readonly targets: readonly BulkTarget[];
  readonly count: Count;
  readonly onScope: (scope: Selection['scope']) => void;
  readonly onAction: (action: BulkAction) => void;
  readonly onClear: () => void;
}

/** Floats above the list while something is marked; one scope at a time, said in words. */
export function BulkBar({ selection, targets, count, onScope, onAction, onClear }: BulkBarProps) {
  const t = useTranslations('tasks.bulk');
  const format = useFormat();
  const refusalOf = useBulkRefusal(selection, targets);
  const marked = selection.ids.length;
  const all = format.total(count);
  const copy = () =>
    void copyText(selection.ids.join('\n')).then(
      (copied) => copied && showToast({ title: t('copied', { count: marked }) }),
    );
  return (
    <div
      role="region"
      aria-label={t('label')}
      className="animate-float fixed bottom-5 left-[calc(50%+104px)] z-30 flex min-h-12 w-180 max-w-[calc(100vw-32px)] -translate-x-1/2 items-center gap-2.5 rounded-xl bg-overlay py-2 pr-2.5 pl-4 shadow-overlay max-lg:left-[calc(50%+26px)] max-md:bottom-18 max-md:left-1/2 max-md:w-[calc(100vw-16px)] max-md:max-w-none max-md:flex-wrap"
    >
      <b className="max-md:flex-1">
        {selection.scope === 'all' ? t('allSelected', { count: all }) : t('selected', { count: marked })}
      </b>
      <IconButton icon={X} label={t('clear')} onClick={onClear} className="md:order-last" />
      {marked > 0 && (
        <Segmented
          label={t('scope')}
          value={selection.scope}
          options={[
            { value: 'these', label: t('these', { count: marked }) },
            { value: 'all', label: t('all', { count: all }) },
          ]}
          onChange={onScope}
          className="max-md:w-full"
        />
      )}
      <span className="flex-1 max-md:hidden" />
      <Button
        icon={RotateCw}
        keys={['⇧', 'R']}
        disabledReason={refusalOf('retry')}
        onClick={() => onAction('retry')}
        className="max-md:flex-1"
      >
        {t('retry')}
      </Button>
      <Button
        icon={Ban}
        disabledReason={refusalOf('revoke')}
        onClick={() => onAction('revoke')}
        className="max-md:flex-1"
      >
        {t('revoke')}
      </Button>
      {selection.scope === 'these' && (
        <Button icon={Copy} onClick={copy} className="max-md:hidden">
          {t('copy')}
        </Button>
      )}
    </div>
  );
}

/** All that match may hold anything: who takes part shows in the dry run. */
export function useBulkRefusal(
  selection: Selection,
  targets: readonly BulkTarget[],
): (action: BulkAction) => string | null {
  const permissions = { revoke: usePermission('revoke'), retry: usePermission('retry') };
  const words = useRefusalText();
  return (action) => {
    const permission = permissions[action];
    if (selection.scope === 'these') return words(bulkRefusal(action, targets, permission));
    return words(!permission.canControl ? 'no-permission' : permission.connected ? null : 'offline');
  };
}
