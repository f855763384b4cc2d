'use client';

import Link from 'next/link';
import { memo } from 'react';
import { useTranslations } from 'use-intl';
import { Age } from '@/components/ui/age';
import { Checkbox } from '@/components/ui/checkbox';
import { cx } from '@/components/ui/class-names';
import { taskHref } from '@/components/ui/hrefs';
import { StateSign, useStateWord } from '@/components/ui/state-sign';
import { TaskName } from '@/components/ui/task-name';
import type { LiveRow } from '@/lib/tasks/live-table';
import { argumentsExcerpt } from '@/lib/tasks/repr';
import { Run, Where } from './task-cells';
import type { RowActions } from './task-table-row';
import { TaskWhy } from './task-why';

interface TaskCardProps extends Pick<RowActions, 'onSelect'> {
  readonly shown: LiveRow;
  readonly selected: boolean;
}

/** A row on a phone: three lines, the whole of it a link. */
export const TaskCard = memo(function TaskCard({ shown, selected, onSelect }: TaskCardProps) {
  const t = useTranslations('tasks.row');
  const word = useStateWord();
  const { row, matches } = shown;
  const excerpt = argumentsExcerpt(row.args, row.kwargs);
  return (
    <li
      className={cx(
        'relative flex gap-2.5 border-b border-line px-4 py-2.5',
        selected && 'bg-accent-tint',
        !matches && 'text-fg-3 [&_*]:font-normal! [&_*]:text-fg-3',
      )}
    >
      <span className="relative z-1 w-5.5 shrink-0 pt-px">
        <Checkbox
          checked={selected}
          label={t('select', { name: row.name ?? row.uuid })}
          onChange={() => undefined}
          onClick={(event) => onSelect(row.uuid, event.shiftKey)}
        />
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-1.75">
          <StateSign state={row.state} />
          <span className="sr-only">{word(row.state)}</span>
          <Link href={taskHref(row.uuid)} prefetch={false} className="min-w-0 truncate before:absolute before:inset-0">
            <TaskName name={row.name} />
            {excerpt !== '' && (
              <span className="ml-2 text-fg-3">
                {t('args')} <code>{excerpt}</code>
              </span>
            )}
          </Link>
          <Age at={row.updatedAt} className="ml-auto shrink-0 text-fg-3" />
        </div>
        <div className="truncate text-fg-2 [&_b]:text-fg">
          <TaskWhy row={row} matches={matches} namesResult />
        </div>
        <div className="flex justify-between gap-3 text-fg-3">
          <span className="truncate">
            <Where row={row} />
          </span>
          {row.startedAt !== null && (
            <span className="shrink-0">{t.rich('runRich', { run: () => <Run row={row} /> })}</span>
          )}
        </div>
      </div>
    </li>
  );
});
