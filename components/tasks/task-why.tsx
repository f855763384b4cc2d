'use client';

import { useNow } from '@/components/live/use-now';
import { MessageText } from '@/components/ui/message-text';
import type { TaskRow } from '@/lib/api/views';
import { whyOf } from '@/lib/tasks/row-why';

interface TaskWhyProps {
  readonly row: TaskRow;
  readonly matches: boolean;
}

/** What a row says of itself in one line. Only what counts down to an eta needs to tick. */
export function TaskWhy(props: TaskWhyProps) {
  return props.row.eta === null ? <Why {...props} now={props.row.updatedAt} /> : <TickingWhy {...props} />;
}

function TickingWhy(props: TaskWhyProps) {
  return <Why {...props} now={useNow()} />;
}

function Why({ row, matches, now }: TaskWhyProps & { readonly now: number }) {
  const why = whyOf(row, matches, now);
  return why === null ? null : <MessageText message={why} />;
}
