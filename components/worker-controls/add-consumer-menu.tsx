'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useView } from '@/components/live/use-view';
import { Menu, MenuItem } from '@/components/ui/menu';
import { askCommand } from './command-host';
import { useMayDo } from './use-may-do';

interface AddConsumerMenuProps {
  readonly queue: string;
  readonly trigger: ReactNode;
}

const NO_PARAMS = {};
const OFFERED = 12;

/** The workers that do not take from the queue yet; the one that is chosen is asked. */
export function AddConsumerMenu({ queue, trigger }: AddConsumerMenuProps) {
  const t = useTranslations();
  const mayDo = useMayDo();
  const workers = useView('workers', NO_PARAMS).value?.workers ?? [];
  if (!t.has('workerControls')) return trigger;
  const free = workers.filter(({ status, queues }) => status !== 'gone' && queues?.includes(queue) !== true);
  const nothing = () => undefined;
  return (
    <Menu defaultOpen trigger={trigger}>
      {free.slice(0, OFFERED).map((worker) => (
        <MenuItem
          key={worker.hostname}
          disabledReason={mayDo('add-consumer')}
          onSelect={() => askCommand({ kind: 'add-consumer', worker, queue })}
        >
          {worker.hostname}
        </MenuItem>
      ))}
      {free.length === 0 && <MenuItem onSelect={nothing}>{t('workerControls.noFree')}</MenuItem>}
      {free.length > OFFERED && (
        <MenuItem onSelect={nothing}>{t('workerControls.moreWorkers', { count: free.length - OFFERED })}</MenuItem>
      )}
    </Menu>
  );
}
