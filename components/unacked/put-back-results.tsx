'use client';

import { useTranslations } from 'use-intl';
import { CloseFooter } from '@/components/ui/close-footer';
import { Dialog } from '@/components/ui/dialog';
import { StateSign } from '@/components/ui/state-sign';
import { TaskName } from '@/components/ui/task-name';
import type { InFlight } from '@/lib/queues/in-flight';
import type { PutBackAnswer } from '@/lib/queues/put-back';

interface PutBackResultsProps {
  readonly messages: readonly InFlight[];
  readonly results: readonly PutBackAnswer[];
  readonly onClose: () => void;
}

const SIGNS = { 'put-back': 'SUCCESS', gone: 'UNKNOWN', refused: 'REJECTED', unsure: 'UNKNOWN' } as const;

/** One line a message: what came of it, in the words of its outcome. What was not done comes first. */
export function PutBackResults({ messages, results, onClose }: PutBackResultsProps) {
  const t = useTranslations('messages.putBack');
  const nameOf = new Map(messages.map(({ deliveryTag, name }) => [deliveryTag, name]));
  const done = results.filter(({ outcome }) => outcome === 'put-back').length;
  const ordered = [...results].sort((a, b) => Number(a.outcome === 'put-back') - Number(b.outcome === 'put-back'));
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('resultsTitle', { done, count: results.length })}
      footer={<CloseFooter onClose={onClose} />}
    >
      <ul aria-label={t('results')} className="mt-1.5 max-h-80 overflow-y-auto">
        {ordered.map((result) => (
          <li key={result.deliveryTag} className="flex gap-2 border-t border-line py-1.5 first:border-t-0">
            <StateSign state={SIGNS[result.outcome]} className="mt-0.75" />
            <span className="min-w-0">
              <TaskName name={nameOf.get(result.deliveryTag) ?? null} />{' '}
              <code className="text-fg-3">{result.uuid.slice(0, 8)}</code>
              <span className="block text-fg-2 wrap-anywhere">
                <ResultText result={result} />
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function ResultText({ result: { outcome, code, worker, queue } }: { readonly result: PutBackAnswer }) {
  const t = useTranslations('messages.putBack');
  const words = useTranslations('messages.unacked');
  if (outcome !== 'refused') return t(`outcome.${outcome}`, { queue: queue ?? '?' });
  const key = `refused.${code ?? 'other'}`;
  return t(t.has(key) ? key : 'refused.other', { worker: worker ?? words('someoneElse') });
}
