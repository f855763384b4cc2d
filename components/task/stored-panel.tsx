'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRequest } from '@/components/controls/use-request';
import { apiGet, type ApiError } from '@/components/live/api';
import { useNow } from '@/components/live/use-now';
import { Button } from '@/components/ui/button';
import { SeveritySign } from '@/components/ui/severity-sign';
import { WhenExplained } from '@/components/ui/when-explained';
import type { StoredAnswer } from '@/lib/tasks/stored-answer';
import { StoredSentence } from './stored-sentence';
import { StoredValue } from './stored-value';
import type { StoredResultProps } from './stored-result';

export function StoredPanel(props: StoredResultProps) {
  return (
    <WhenExplained namespace="stored">
      <Panel {...props} />
    </WhenExplained>
  );
}

interface Read {
  readonly answer: StoredAnswer;
  readonly at: number;
}

/** Asked when somebody wants it: a backend answers slowly at times, and not each look at a task needs it. */
function Panel({ uuid, hasTraceback }: StoredResultProps) {
  const t = useTranslations('stored');
  const now = useNow({ everyMs: 1000, evenPaused: true });
  const { request, run } = useRequest<Read>();
  // Stays in place while it is read again.
  const [last, setLast] = useState<Read | null>(null);
  const isReading = request.phase === 'sending';
  const read = () =>
    run(async () => {
      const answer = await apiGet<StoredAnswer>(`/api/v1/tasks/${encodeURIComponent(uuid)}/result`);
      const next = { answer, at: now };
      setLast(next);
      return next;
    });
  const shown = request.phase === 'failed' ? null : last;
  return (
    <div className="mt-2">
      <div aria-live="polite">{shown !== null && <StoredSentence answer={shown.answer} readAt={shown.at} />}</div>
      {shown !== null && <StoredValue answer={shown.answer} withTraceback={!hasTraceback} />}
      {request.phase === 'failed' && <ReadError error={request.error} />}
      <Button onClick={read} disabledReason={isReading ? t('reading') : null}>
        {isReading ? t('reading') : last === null ? t('read') : t('again')}
      </Button>
    </div>
  );
}

function ReadError({ error }: { readonly error: ApiError }) {
  const t = useTranslations('stored');
  return (
    <div role="alert" className="mb-2 flex gap-2.5 rounded-md bg-severity-warning-tint px-3 py-2.5">
      <SeveritySign severity="warning" className="mt-0.75" />
      <div className="min-w-0">
        <b>{t('failed')}</b>
        <p className="text-fg-2 wrap-anywhere">{error.code === 'network' ? t('network') : error.detail}</p>
        {error.requestId !== null && <code className="text-fg-2">{t('request', { id: error.requestId })}</code>}
      </div>
    </div>
  );
}
