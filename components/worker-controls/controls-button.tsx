'use client';

import { ChevronDown, Ellipsis } from 'lucide-react';
import dynamic from 'next/dynamic';
import type { ComponentProps } from 'react';
import { useTranslations } from 'use-intl';
import { Deferred } from '@/components/layout/deferred';
import { Button, IconButton } from '@/components/ui/button';
import type { ControlledWorker } from './controlled-worker';

const load = () => import('./worker-menu').then((module) => module.WorkerMenu);
const WorkerMenu = dynamic(load, { ssr: false, loading: () => <ControlsButton /> });
const RowMenu = dynamic(load, { ssr: false });
const AllMenu = dynamic(() => import('./all-workers-menu').then((module) => module.AllWorkersMenu), { ssr: false });

/** Opens all that a worker can be told; the menu is fetched when it is first opened. */
export function WorkerControls({ worker }: { readonly worker: ControlledWorker }) {
  return (
    <Deferred
      closed={(open) => <ControlsButton onClick={open} />}
      opened={<WorkerMenu worker={worker} trigger={<ControlsButton />} />}
    />
  );
}

interface WorkerRowControlsProps {
  readonly worker: ControlledWorker;
  /** The queue whose list it is. */
  readonly queue?: string;
}

/** The same in a row of a list. */
export function WorkerRowControls({ worker, queue }: WorkerRowControlsProps) {
  return (
    <Deferred
      closed={(open) => <RowButton hostname={worker.hostname} onClick={open} />}
      opened={<RowMenu worker={worker} queue={queue} trigger={<RowButton hostname={worker.hostname} />} />}
    />
  );
}

/** What all workers can be told at once. */
export function AllWorkersControls() {
  return <Deferred closed={(open) => <AllButton onClick={open} />} opened={<AllMenu trigger={<AllButton />} />} />;
}

function AllButton(props: Omit<ComponentProps<typeof Button>, 'children'>) {
  const t = useTranslations('workers');
  return (
    <Button aria-haspopup="menu" icon={ChevronDown} {...props}>
      {t('controls')}
    </Button>
  );
}

function ControlsButton(props: Omit<ComponentProps<typeof Button>, 'children'>) {
  const t = useTranslations('worker');
  return (
    <Button aria-haspopup="menu" icon={ChevronDown} {...props}>
      {t('controls')}
    </Button>
  );
}

interface RowButtonProps extends Omit<ComponentProps<typeof IconButton>, 'label' | 'icon'> {
  readonly hostname: string;
}

function RowButton({ hostname, ...rest }: RowButtonProps) {
  const t = useTranslations('workers.row');
  return (
    <IconButton icon={Ellipsis} size={14} label={t('controls', { worker: hostname })} aria-haspopup="menu" {...rest} />
  );
}
