'use client';

import { useTranslations } from 'use-intl';
import { FindingList } from '@/components/findings/finding-list';
import { TextLink } from '@/components/ui/text-link';
import type { FindingView } from '@/lib/api/views';

const SHOWN = 5;

/** Findings that are over: grey title lines, which open on request. */
export function EarlierFindings({ findings }: { readonly findings: readonly FindingView[] }) {
  const t = useTranslations('worker');
  const closed = findings
    .filter((finding) => finding.closedAt !== null)
    .toSorted((a, b) => (b.closedAt ?? 0) - (a.closedAt ?? 0));
  if (closed.length === 0) return null;
  return (
    <section className="border-t border-line pt-4">
      <div className="mb-2 flex items-center px-6 max-md:px-4">
        <h2 className="text-strong tracking-title">{t('earlier')}</h2>
        {closed.length > SHOWN && <span className="ml-2.5 text-fg-3">{t('earlierNote', { count: SHOWN })}</span>}
        <TextLink href="/alerts/?state=closed" className="ml-auto text-small">
          {t('allEarlier')}
        </TextLink>
      </div>
      <FindingList findings={closed.slice(0, SHOWN)} expanded={0} />
    </section>
  );
}
