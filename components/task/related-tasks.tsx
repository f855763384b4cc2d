'use client';

import { useTranslations } from 'use-intl';
import { Clock } from '@/components/ui/age';
import { StateSign, useStateWord } from '@/components/ui/state-sign';
import type { TaskDetail, TaskRow } from '@/lib/api/views';
import { IdLink } from './task-facts';

const CHILDREN_SHOWN = 12;

/** Its root, parent and children, and what an operator sent again of it. */
export function RelatedTasks({ detail }: { readonly detail: TaskDetail }) {
  const t = useTranslations('task.related');
  const { task, root, parent, children, retriedAs } = detail;
  const shownRoot = root !== null && root.uuid !== task.uuid && root.uuid !== parent?.uuid ? root : null;
  const shownParent = parent !== null && parent.uuid !== task.uuid ? parent : null;
  const shown = children.filter((child) => child.uuid !== task.uuid);
  const alone = shownRoot === null && shownParent === null && shown.length === 0 && task.groupId === null;
  return (
    <ul>
      {shownRoot && <Row row={shownRoot} relation={t('root')} />}
      {shownParent && <Row row={shownParent} relation={t('parent')} />}
      {shown.slice(0, CHILDREN_SHOWN).map((child) => (
        <Row key={child.uuid} row={child} relation={t('child')} />
      ))}
      {shown.length > CHILDREN_SHOWN && (
        <li className="flex h-7 items-center text-fg-3">
          {t('moreChildren', { count: shown.length - CHILDREN_SHOWN })}
        </li>
      )}
      {task.retryOf !== null && <Plain uuid={task.retryOf} relation={t('retryOf')} />}
      {retriedAs.map((uuid) => (
        <Plain key={uuid} uuid={uuid} relation={t('retriedAs')} />
      ))}
      {alone && <li className="flex h-7 items-center text-fg-3">{t('none')}</li>}
    </ul>
  );
}

function Row({ row, relation }: { readonly row: TaskRow; readonly relation: string }) {
  const word = useStateWord();
  return (
    <li className="flex h-7 items-center gap-2">
      <StateSign state={row.state} />
      <span className="sr-only">{word(row.state)}</span>
      <IdLink uuid={row.uuid} />
      <span className="min-w-0 flex-1 truncate text-fg-3">
        {relation}
        {row.name !== null && `, ${row.name}`}
      </span>
      <Clock at={row.updatedAt} className="text-small text-fg-3" />
    </li>
  );
}

function Plain({ uuid, relation }: { readonly uuid: string; readonly relation: string }) {
  return (
    <li className="flex h-7 items-center gap-2">
      <IdLink uuid={uuid} />
      <span className="text-fg-3">{relation}</span>
    </li>
  );
}
