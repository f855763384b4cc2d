'use client';

import { useTranslations } from 'use-intl';
import type { TimeShown } from '@/components/time/time-window';
import { useTimeWords } from '@/components/time/use-time-shown';
import { queryTerm, tasksHref } from '@/components/ui/hrefs';
import { Section } from '@/components/ui/section';
import { Unknown } from '@/components/ui/stat-strip';
import { Table, TableHead, TableScroll, Td, Th, Tr } from '@/components/ui/table';
import { TaskName } from '@/components/ui/task-name';
import { TextLink } from '@/components/ui/text-link';
import { useFormat } from '@/components/ui/use-format';
import { MAX_QUEUE_TYPES } from '@/lib/api/limits';
import type { TypeSummary } from '@/lib/api/views';

interface QueueTypesProps {
  readonly types: readonly TypeSummary[];
  readonly queue: string;
  readonly time: TimeShown;
}

/** Which types of tasks went through it. */
export function QueueTypes({ types, queue, time }: QueueTypesProps) {
  const t = useTranslations('queue');
  const format = useFormat();
  const words = useTimeWords();
  const duration = (seconds: number | null) => (seconds === null ? <Unknown /> : format.duration(seconds));
  const href = (name: string, extra = '') =>
    tasksHref({ q: `${queryTerm('queue', queue)} ${queryTerm('task', name)}${extra}`, ...time.text });
  return (
    <Section title={t('types.title')} note={words(time)}>
      {types.length === 0 ? (
        <p className="py-1 text-fg-3">{t('types.none')}</p>
      ) : (
        <TableScroll label={t('types.title')}>
          <Table dense>
            <TableHead>
              <tr>
                <Th>{t('types.type')}</Th>
                <Th numeric>{t('types.runs')}</Th>
                <Th numeric>{t('types.failures')}</Th>
                <Th numeric className="max-md:hidden">
                  {t('types.p50')}
                </Th>
                <Th numeric>{t('types.p95')}</Th>
                <Th numeric className="max-md:hidden">
                  {t('types.wait')}
                </Th>
              </tr>
            </TableHead>
            <tbody>
              {types.map((type) => (
                <Tr key={type.name}>
                  <Td className="w-full max-w-0 truncate">
                    <TextLink href={href(type.name)} variant="name">
                      <TaskName name={type.name} />
                    </TextLink>
                  </Td>
                  <Td numeric>{format.count(type.runs)}</Td>
                  <Td numeric>
                    {type.failures === 0 ? (
                      <span className="text-fg-3">0</span>
                    ) : (
                      <TextLink href={href(type.name, ' state:FAILURE')} variant="in-text">
                        {format.count(type.failures)}
                      </TextLink>
                    )}
                  </Td>
                  <Td numeric className="text-fg-2 max-md:hidden">
                    {duration(type.runP50)}
                  </Td>
                  <Td numeric>{duration(type.runP95)}</Td>
                  <Td numeric className="text-fg-2 max-md:hidden">
                    {duration(type.waitP95)}
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        </TableScroll>
      )}
      {types.length >= MAX_QUEUE_TYPES && (
        <p className="mt-1 text-small text-fg-3">{t('types.limit', { count: MAX_QUEUE_TYPES })}</p>
      )}
    </Section>
  );
}
