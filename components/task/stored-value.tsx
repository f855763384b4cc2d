'use client';

import { useTranslations } from 'use-intl';
import { CodeBlock } from '@/components/ui/code-block';
import type { StoredAnswer } from '@/lib/tasks/stored-answer';
import { toStoredText } from '@/lib/tasks/stored-text';

interface StoredValueProps {
  readonly answer: StoredAnswer;
  readonly withTraceback: boolean;
}

/** The stored result itself, with what keeps it from being just what the task left. */
export function StoredValue({ answer, withTraceback }: StoredValueProps) {
  const t = useTranslations('stored');
  const { found, unread, result, traceback } = answer;
  if (found !== 'stored') return null;
  const { text, shown, isMasked, isRounded } = toStoredText(result);
  const isCut = shown.length < text.length;
  return (
    <div className="mb-2 grid gap-1.5">
      {unread === null && (
        <CodeBlock text={text} label={t('result')} maxHeight>
          {shown}
        </CodeBlock>
      )}
      {unread === null && (isCut || isMasked || isRounded) && (
        <p className="text-small text-fg-3">
          {isCut && t('cut', { shown: shown.length, total: text.length })} {isMasked && t('masked')}{' '}
          {isRounded && t('rounded')}
        </p>
      )}
      {withTraceback && traceback !== null && <CodeBlock text={traceback} label={t('traceback')} maxHeight />}
    </div>
  );
}
