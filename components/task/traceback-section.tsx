'use client';

import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useTranslations } from 'use-intl';
import { CopyButton } from '@/components/ui/copy-button';
import { Section } from '@/components/ui/section';
import { Segmented } from '@/components/ui/segmented';
import type { Delivery, Task } from '@/lib/cluster/task';
import { foldFrames, parseTraceback, shortPath, type TracebackFrame, type TracebackPart } from '@/lib/tasks/traceback';

interface TracebackSectionProps {
  readonly task: Pick<Task, 'exception' | 'traceback' | 'state'>;
  readonly deliveries: readonly Delivery[];
}

/** The user's own frames first; the libraries' folded, one switch away. */
export function TracebackSection({ task, deliveries }: TracebackSectionProps) {
  const t = useTranslations('task.traceback');
  const [view, setView] = useQueryState('traceback', parseAsStringLiteral(['app', 'full']).withDefault('app'));
  const { traceback, exception } = task;
  if (traceback === null && exception === null) return null;
  const text = traceback ?? exception ?? '';
  const parts = parseTraceback(text);
  const of =
    deliveries.length < 2
      ? undefined
      : deliveries.findLast((delivery) => delivery.exception !== null && delivery.exception === exception);
  return (
    <Section
      title={of === undefined ? t('title') : t('of', { n: of.n })}
      note={traceback === null ? t('noTraceback') : null}
      actions={
        <>
          {parts.length > 0 && (
            <Segmented
              label={t('view')}
              value={view}
              onChange={(next) => void setView(next)}
              options={[
                { value: 'app', label: t('app') },
                { value: 'full', label: t('full') },
              ]}
            />
          )}
          <CopyButton text={text} />
        </>
      }
    >
      <pre
        tabIndex={0}
        role="region"
        aria-label={t('title')}
        className="max-h-150 overflow-auto rounded-md bg-subtle px-3 py-2.5 text-small leading-4.5 text-fg-2"
      >
        {parts.length === 0 || view === 'full' ? (
          <Plain text={text} />
        ) : (
          parts.map((part, index) => <Part key={index} part={part} />)
        )}
      </pre>
    </Section>
  );
}

function Plain({ text }: { readonly text: string }) {
  return <span className="text-fg">{text}</span>;
}

function Part({ part }: { readonly part: TracebackPart }) {
  const t = useTranslations('task.traceback');
  return (
    <>
      {part.link !== null && <span className="my-2 block text-fg-3">{t(part.link)}</span>}
      {foldFrames(part.frames).map((item, index) =>
        item.kind === 'frame' ? (
          <Frame key={index} frame={item.frame} />
        ) : (
          <span key={index} className="my-1.5 block w-fit rounded-sm bg-inset px-2 text-fg-3">
            {t('folded', { count: item.count, libraries: item.libraries.join(', ') })}
          </span>
        ),
      )}
      <span className="block font-medium whitespace-pre-wrap text-state-failure wrap-anywhere">{part.exception}</span>
      {part.detail.length > 0 && (
        <span className="block whitespace-pre-wrap text-fg-2 wrap-anywhere">{part.detail.join('\n')}</span>
      )}
    </>
  );
}

function Frame({ frame }: { readonly frame: TracebackFrame }) {
  const t = useTranslations('task.traceback');
  return (
    <>
      <span className="block text-fg-3" title={frame.file}>
        <span className="font-medium text-fg">{shortPath(frame.file)}</span>:{frame.line}{' '}
        {t('in', { name: frame.name })}
      </span>
      {frame.code.map((line, index) => (
        <span key={index} className="block text-fg">
          {'    '}
          {line}
        </span>
      ))}
    </>
  );
}
