'use client';

import { Fragment, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { commandRefusal } from '@/lib/cluster/worker-command';
import type { DraftKind } from '@/lib/workers/command-draft';
import { askCommand } from './command-host';
import type { ControlledWorker } from './controlled-worker';
import { useMayDo } from './use-may-do';

interface WorkerMenuProps {
  readonly worker: ControlledWorker;
  /** The queue whose list it is. */
  readonly queue?: string | undefined;
  readonly trigger: ReactNode;
}

/** All that a worker can be told; what it can't do stays, with the reason. */
export function WorkerMenu({ worker, queue, trigger }: WorkerMenuProps) {
  const t = useTranslations();
  const mayDo = useMayDo();
  if (!t.has('workerControls')) return trigger;
  const refusalOf = (kind: DraftKind): string | null => {
    const refusal =
      kind === 'enable-events'
        ? worker.status === 'gone'
          ? 'gone'
          : null
        : commandRefusal({ ...worker, stats: worker.stats ?? null, conf: worker.conf ?? null }, kind);
    return mayDo(kind) ?? (refusal === null ? null : t(`workerControls.refusal.${refusal}`));
  };
  return (
    <Menu defaultOpen trigger={trigger}>
      {groupsOf(worker).map((group, index) => (
        <Fragment key={group[0]}>
          {index > 0 && <MenuSeparator />}
          {group.map((kind) => (
            <MenuItem
              key={kind}
              danger={DANGEROUS.includes(kind)}
              disabledReason={refusalOf(kind)}
              onSelect={() => askCommand({ kind, worker, queue: kind === 'cancel-consumer' ? queue : undefined })}
            >
              {t(`workerControls.menu.${kind}`)}
            </MenuItem>
          ))}
        </Fragment>
      ))}
    </Menu>
  );
}

const DANGEROUS: readonly DraftKind[] = ['shutdown', 'pool-restart'];

/** Events both ways: no worker tells whether it sends them, and what was switched off must be easy to switch on again. */
function groupsOf({ quiet }: ControlledWorker): readonly (readonly DraftKind[])[] {
  return [
    ['pool-grow', 'pool-shrink', 'autoscale'],
    ['add-consumer', 'cancel-consumer', quiet === undefined ? 'quiet' : 'unquiet'],
    ['rate-limit', 'time-limit'],
    ['enable-events', 'disable-events'],
    ['pool-restart', 'shutdown'],
  ];
}
