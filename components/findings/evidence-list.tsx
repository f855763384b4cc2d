'use client';

import { useTranslations } from 'use-intl';
import type { FindingView } from '@/lib/api/views';
import { useNow } from '../live/use-now';
import { MessageText } from '../ui/message-text';
import { useFormat } from '../ui/use-format';

/** Each claim with its source and the age of the reading. */
export function EvidenceList({ finding }: { readonly finding: FindingView }) {
  const t = useTranslations('common.finding');
  return (
    <div className="min-w-0">
      <h3 className="mb-1.5 flex justify-between text-small font-medium text-fg-3">
        {t('evidence')}
        <span className="text-micro font-normal">{finding.closedAt === null ? t('sourceAge') : t('sourceTime')}</span>
      </h3>
      <ul>
        {finding.evidence.map((evidence, index) => {
          const claim = finding.messages.evidence[index];
          return (
            <li
              key={evidence.source + String(index)}
              className="grid grid-cols-[minmax(0,1fr)_auto] gap-3 border-b border-line py-1.25 last:border-b-0 max-md:gap-2"
            >
              <span className="wrap-anywhere">
                {claim ? <MessageText message={claim} fallback={evidence.claim} /> : evidence.claim}
              </span>
              <span className="flex items-baseline justify-end gap-2 text-right text-micro leading-5 text-fg-3">
                <code className="text-micro">{evidence.source}</code>
                <EvidenceTime at={evidence.at} closed={finding.closedAt !== null} />
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function EvidenceTime({ at, closed }: { readonly at: number; readonly closed: boolean }) {
  const format = useFormat();
  const now = useNow();
  return (
    <span className="whitespace-nowrap" title={format.instant(at)}>
      {closed ? format.clock(at) : format.age(now - at)}
    </span>
  );
}
