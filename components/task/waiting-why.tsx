'use client';

import { useTranslations } from 'use-intl';
import { useFetched } from '@/components/tasks/use-fetched';
import { useNow } from '@/components/live/use-now';
import { Age } from '@/components/ui/age';
import { CodeBlock } from '@/components/ui/code-block';
import { MessageText } from '@/components/ui/message-text';
import { SeveritySign } from '@/components/ui/severity-sign';
import { Skeleton } from '@/components/ui/skeleton';
import type { WhyView } from '@/lib/api/why-view';
import type { Task } from '@/lib/cluster/task';
import type { Message } from '@/lib/i18n/message';
import { WhyChecked } from './why-checked';

const REFRESH_SECONDS = 5;

interface WaitingWhyProps {
  readonly task: Pick<Task, 'uuid' | 'state' | 'updatedAt'>;
  readonly className?: string;
}

/** Why a task that has not started waits: one sentence, what it is known from, and what to change. */
export function WaitingWhy({ task, className }: WaitingWhyProps) {
  const t = useTranslations('task.why');
  // Queues and workers change without the task: asked again every few seconds, and when the task itself changes.
  const round = Math.floor(useNow({ everyMs: REFRESH_SECONDS * 1000 }) / REFRESH_SECONDS);
  const { value, error } = useFetched<WhyView>(
    `/api/v1/tasks/${encodeURIComponent(task.uuid)}/why`,
    {},
    `${round} ${task.updatedAt}`,
  );
  return (
    <section className={className}>
      <h2 className="mb-1.5 flex items-center gap-2 text-strong font-[550]! tracking-title">
        <SeveritySign severity={value?.isProblem === true ? 'warning' : 'notice'} size={16} />
        {task.state === 'UNKNOWN' || task.state === 'STARTED' ? t('runs') : t('waits')}
      </h2>
      {value === null && error === null && <Skeleton className="h-5 w-80 max-w-full" />}
      {value === null && error !== null && <p className="text-fg-2">{t('error', { detail: error.detail })}</p>}
      {value !== null && (
        <>
          <p className="wrap-anywhere">
            <MessageText message={value.messages.sentence} fallback={value.sentence} />
          </p>
          <ul className="mt-2">
            {value.evidence.map(({ claim, source, at }, index) => (
              <li
                key={`${claim} ${source}`}
                className="flex justify-between gap-3 border-t border-line py-1.25 first:border-t-0 max-md:flex-col max-md:gap-0"
              >
                <span className="wrap-anywhere">
                  <Claim message={value.messages.evidence[index]} text={claim} />
                </span>
                <span className="shrink-0 text-micro leading-5 text-fg-3">
                  <code className="text-micro">{source}</code> <Age at={at} />
                </span>
              </li>
            ))}
          </ul>
          {value.messages.advice !== null && (
            <div className="mt-2.5">
              <p className="wrap-anywhere">
                <span className="text-fg-3">{t('advice')}</span>{' '}
                <MessageText message={value.messages.advice} fallback={value.advice ?? ''} />
              </p>
              {value.setting !== null && (
                <CodeBlock text={value.setting} label={t('setting')} wrap className="mt-1.5 w-fit max-w-full" />
              )}
            </div>
          )}
          <WhyChecked why={value} />
        </>
      )}
    </section>
  );
}

function Claim({ message, text }: { readonly message: Message | undefined; readonly text: string }) {
  return message === undefined ? text : <MessageText message={message} fallback={text} />;
}
