'use client';

import { useTranslations } from 'use-intl';
import { useNow } from '@/components/live/use-now';
import { MessageText } from '@/components/ui/message-text';
import type { TaskRow } from '@/lib/api/views';
import { RESULT, whyOf } from '@/lib/tasks/row-why';

interface TaskWhyProps {
  readonly row: TaskRow;
  readonly matches: boolean;
  /** Says of a result that it is one, where no head of a column does. */
  readonly namesResult?: boolean;
}

/** What a row says of itself in one line. Only what counts down to an eta needs to tick. */
export function TaskWhy(props: TaskWhyProps) {
  return props.row.eta === null ? <Why {...props} now={props.row.updatedAt} /> : <TickingWhy {...props} />;
}

function TickingWhy(props: TaskWhyProps) {
  return <Why {...props} now={useNow()} />;
}

function Why({ row, matches, now, namesResult = false }: TaskWhyProps & { readonly now: number }) {
  const t = useTranslations('tasks.row');
  const why = whyOf(row, matches, now);
  if (why === null) return null;
  return (
    <>
      {namesResult && why.key === RESULT && <span className="text-fg-3">{t('result')} </span>}
      <MessageText message={why} />
    </>
  );
}
