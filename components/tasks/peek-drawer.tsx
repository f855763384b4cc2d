'use client';

import { ChevronDown, ChevronUp } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { FindingSentence } from '@/components/findings/finding-sentence';
import { useView } from '@/components/live/use-view';
import { ArgumentsBlock, useArgumentsNote } from '@/components/task/arguments-block';
import { ResultBlock } from '@/components/task/result-block';
import { TaskActions } from '@/components/task/task-actions';
import { TaskFacts } from '@/components/task/task-facts';
import { WaitingWhy } from '@/components/task/waiting-why';
import { Age } from '@/components/ui/age';
import { ButtonLink, IconButton } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Drawer } from '@/components/ui/drawer';
import { PanelBoundary } from '@/components/ui/error-boundary';
import { ErrorPanel } from '@/components/ui/error-panel';
import { taskHref } from '@/components/ui/hrefs';
import { LoadingRows } from '@/components/ui/skeleton';
import { SeveritySign } from '@/components/ui/severity-sign';
import { StateLabel } from '@/components/ui/state-sign';
import { TaskName } from '@/components/ui/task-name';
import type { TaskDetail } from '@/lib/api/views';
import { isInFlight } from '@/lib/celery/task-state';

interface PeekDrawerProps {
  readonly uuid: string;
  readonly onClose: () => void;
  readonly onPrevious: (() => void) | null;
  readonly onNext: (() => void) | null;
}

/** A task beside the list, which stays usable. */
export function PeekDrawer({ uuid, onClose, onPrevious, onNext }: PeekDrawerProps) {
  const t = useTranslations('tasks.peek');
  const short = uuid.length > 20 ? `${uuid.slice(0, 8)}…${uuid.slice(-4)}` : uuid;
  const { value, status, error, retry } = useView('task', { uuid });
  return (
    <Drawer
      open
      onClose={onClose}
      label={t('label', { id: uuid.slice(0, 8) })}
      head={
        <>
          <code className="flex-1 truncate text-fg-3">{short}</code>
          <IconButton
            icon={ChevronUp}
            label={t('previous')}
            onClick={() => onPrevious?.()}
            disabledReason={onPrevious === null ? t('first') : null}
          />
          <IconButton
            icon={ChevronDown}
            label={t('next')}
            onClick={() => onNext?.()}
            disabledReason={onNext === null ? t('last') : null}
          />
          <ButtonLink variant="ghost" href={taskHref(uuid)} keys={['↵']}>
            {t('open')}
          </ButtonLink>
        </>
      }
    >
      {value === null && <p className="text-fg-2">{t('missing')}</p>}
      {value === undefined && status === 'failed' && (
        <ErrorPanel title={t('failed')} detail={error?.message ?? null} onRetry={retry} className="px-0!" />
      )}
      {value === undefined && status !== 'failed' && <LoadingRows rows={5} />}
      {value !== undefined && value !== null && (
        <PanelBoundary name={t('label', { id: short })}>
          <PeekBody detail={value} />
        </PanelBoundary>
      )}
    </Drawer>
  );
}

function PeekBody({ detail }: { readonly detail: TaskDetail }) {
  const t = useTranslations('tasks.peek');
  const words = useTranslations('task');
  const argumentsNote = useArgumentsNote();
  const { task, findings } = detail;
  const waits = (isInFlight(task.state) && task.startedAt === null) || task.state === 'UNKNOWN';
  return (
    <>
      <h2 className="text-[1rem] leading-6 wrap-anywhere">
        <TaskName name={task.name} title className="whitespace-normal" />
      </h2>
      <p className="mt-1 mb-4 flex flex-wrap gap-x-2.5">
        <StateLabel state={task.state} />
        <span className="text-fg-3">
          <Age at={task.updatedAt} prose />
          {task.worker !== null && ` ${t('by', { worker: task.worker })}`}
        </span>
      </p>
      {findings.map((finding) => (
        <p key={`${finding.id} ${finding.openedAt}`} className="flex gap-2 border-t border-line py-2.5">
          <SeveritySign severity={finding.severity} size={16} className="mt-0.5" />
          <span>
            <FindingSentence finding={finding} />
          </span>
        </p>
      ))}
      {waits && <WaitingWhy task={task} className="border-t border-line py-3" />}
      {task.exception !== null && (
        <section className="border-t border-line py-3">
          <h3 className="mb-1 text-small font-medium text-fg-3">{words('why.failedTitle')}</h3>
          <p className="line-clamp-6 font-mono text-small text-state-failure wrap-anywhere">{task.exception}</p>
        </section>
      )}
      <div className="border-t border-line pt-2.5 pb-4">
        <TaskFacts task={task} brief />
      </div>
      <h3 className="mb-1.5 text-small font-medium text-fg-3">
        {words('arguments.title')} <span className="font-normal">{argumentsNote(task)}</span>
      </h3>
      <ArgumentsBlock task={task} />
      {task.result !== null && (
        <>
          <h3 className="mt-4 mb-1.5 text-small font-medium text-fg-3">{words('result.title')}</h3>
          <ResultBlock task={task} />
        </>
      )}
      <div className="mt-5 flex flex-wrap gap-2">
        <TaskActions task={task} />
        <CopyButton text={task.uuid} label={words('copyId')} />
      </div>
    </>
  );
}
