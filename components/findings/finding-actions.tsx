'use client';

import { History } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { FindingView } from '@/lib/api/views';
import { pastHref } from '../rewind/past-kinds';
import { ButtonLink } from '../ui/button';
import { queryTerm, subjectHref, tasksHref, unackedHref } from '../ui/hrefs';
import { heldBy } from './held-by';

/** At most two links to where one would look next. */
export function FindingActions({ finding }: { readonly finding: FindingView }) {
  const t = useTranslations('common.finding');
  // What a closed finding was about is not held any more.
  const held = finding.closedAt === null ? heldBy(finding) : null;
  return (
    <>
      {canBePutBack(finding) && <ButtonLink href={`${unackedHref()}?show=abandoned`}>{t('putBack')}</ButtonLink>}
      {held && (
        <ButtonLink href={tasksHref({ q: `${queryTerm('worker', held.worker)} state:RECEIVED` })}>
          {t('showHeld', { count: held.count })}
        </ButtonLink>
      )}
      {held ? (
        <ButtonLink href="/workers/">{t('compareWorkers')}</ButtonLink>
      ) : (
        <ButtonLink href={subjectHref(finding.subject)}>{t(`open.${finding.subject.kind}`)}</ButtonLink>
      )}
      {finding.closedAt !== null && (
        <ButtonLink icon={History} href={pastHref('now', finding.openedAt + 1, null)}>
          {t('asItWas')}
        </ButtonLink>
      )}
    </>
  );
}

// RabbitMQ gives back by itself.
function canBePutBack({ detector, closedAt, messages }: FindingView): boolean {
  return detector === 'task-returns' && closedAt === null && messages.sentence.values['due'] !== 'closed';
}
