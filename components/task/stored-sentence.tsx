'use client';

import { useTranslations } from 'use-intl';
import { Age, Clock } from '@/components/ui/age';
import type { StoredAnswer } from '@/lib/tasks/stored-answer';

interface StoredSentenceProps {
  readonly answer: StoredAnswer;
  readonly readAt: number;
}

/** What the result backend says of a task, and of a result that was not opened what it is. */
export function StoredSentence({ answer, readAt }: StoredSentenceProps) {
  const t = useTranslations('stored');
  const { backend, found, status, unread, doneAt } = answer;
  const age = () => <Age at={readAt} prose evenPaused />;
  const at = () => (doneAt === null ? null : <Clock at={doneAt} />);
  const isWhole = found === 'unread' ? 'yes' : 'no';
  return (
    <p className="mb-2 text-fg-2 wrap-anywhere">
      {found === 'nothing' && t.rich('nothingRich', { backend, age })}
      {found === 'not-ours' && t('notOurs')}
      {found === 'unread' && t.rich('unreadRich', { backend, age })}
      {found === 'stored' && t.rich('saysRich', { backend, status, isDated: doneAt === null ? 'no' : 'yes', at, age })}
      {unread !== null && <> {t(unread.format, { bytes: unread.bytes, isWhole })}</>}
    </p>
  );
}
