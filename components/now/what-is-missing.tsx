'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { StatusView } from '@/lib/api/page-views';
import type { EventGap } from '@/lib/cluster/cluster-status';
import { Clock } from '../ui/age';
import { CopyButton } from '../ui/copy-button';
import { InlineCode } from '../ui/code-block';
import { SeveritySign } from '../ui/severity-sign';
import { TextLink } from '../ui/text-link';
import { useFormat } from '../ui/use-format';

/** A gap older than this belongs to history, not to what is seen now. */
const RECENT_SECONDS = 3600;

/** Fewer than this are no reason to doubt a number. */
const LOST_SHARE = 0.001;

const SENT_SETTING = 'task_send_sent_event = True';

/** What the numbers of this page lack, and why; nothing when they lack nothing. */
export function WhatIsMissing({ status }: { readonly status: StatusView }) {
  const t = useTranslations('now.missing');
  const format = useFormat();
  const { collector } = status;
  const lost = collector.eventsLost ?? 0;
  const gaps = collector.gaps.filter((gap) => status.at - (gap.to ?? status.at) < RECENT_SECONDS);
  return (
    <>
      {collector.sentEvents === false && (
        <Note action={<CopyButton text={SENT_SETTING} label={t('copySetting')} />}>
          {t('noSentEvents')} <InlineCode>{SENT_SETTING}</InlineCode>
        </Note>
      )}
      {lost > collector.eventsReceived * LOST_SHARE && (
        <Note action={<TextLink href="/system/">{t('whichWorkers')}</TextLink>}>
          {t('eventsLost', { count: lost, number: format.count(lost, { exact: false }) })}
        </Note>
      )}
      {gaps.map((gap) => (
        <Note key={gap.from}>
          <GapSentence gap={gap} />
        </Note>
      ))}
    </>
  );
}

function GapSentence({ gap }: { readonly gap: EventGap }) {
  const t = useTranslations('now.missing');
  const from = () => <Clock at={gap.from} />;
  if (gap.to === null) return t.rich(`gapOpen.${gap.reason}`, { from });
  const to = gap.to;
  return t.rich(`gap.${gap.reason}`, { from, to: () => <Clock at={to} /> });
}

function Note({ action, children }: { readonly action?: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="flex min-h-11 flex-wrap items-center gap-x-2.5 gap-y-1 border-t border-line px-6 py-1.5 max-md:px-4">
      <SeveritySign severity="notice" />
      <p className="min-w-0 flex-1 text-fg-2">{children}</p>
      {action}
    </div>
  );
}
