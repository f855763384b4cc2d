'use client';

import { useTranslations } from 'use-intl';
import type { FindingsView } from '@/lib/api/page-views';
import type { PastView } from '@/lib/api/past-view';
import { FindingSentence } from '../findings/finding-sentence';
import { useFetched } from '../tasks/use-fetched';
import { ErrorPanel } from '../ui/error-panel';
import { Section } from '../ui/section';
import { SeveritySign } from '../ui/severity-sign';
import { TextLink } from '../ui/text-link';
import { useFormat } from '../ui/use-format';
import { openThen } from './open-then';

const ALL = { state: 'all' } as const;

/** What was wrong then, as far as it was found. */
export function PastFindings({ past }: { readonly past: PastView }) {
  const t = useTranslations('rewind.findings');
  const format = useFormat();
  const { value, error, again } = useFetched<FindingsView>('/api/v1/findings', ALL);
  if (error !== null)
    return <ErrorPanel title={t('failed')} detail={error.detail} requestId={error.requestId} onRetry={again} />;
  if (value === null) return null;
  const { findings, whole } = openThen(value.findings, past.at);
  const none = !whole ? t('tooOld') : past.unknown === null ? t('none') : t('noSign');
  return (
    <Section title={t('title')} note={findings.length > 0 ? format.count(findings.length) : null}>
      {findings.length === 0 && <p className="text-fg-3">{none}</p>}
      <ul>
        {findings.map((finding) => (
          <li key={finding.id} className="flex min-h-row items-center gap-2.25 border-t border-line py-1.5">
            <SeveritySign severity={finding.severity} size={14} />
            <TextLink
              href={`/alerts/?state=all&open=${encodeURIComponent(finding.id)}`}
              variant="in-text"
              className="min-w-0 wrap-anywhere"
            >
              <FindingSentence finding={finding} />
            </TextLink>
            <span className="ml-auto shrink-0 pl-2 text-small text-fg-3">
              {t('for', { time: format.age(Math.max(0, past.at - finding.since)) })}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
