'use client';

import { Fragment, useEffect } from 'react';
import { useTranslations } from 'use-intl';
import type { StatusView } from '@/lib/api/page-views';
import type { FindingView, Overview } from '@/lib/api/views';
import { message } from '@/lib/i18n/message';
import { announce } from '../layout/announcer';
import { useLive } from '../live/use-live';
import { useNow } from '../live/use-now';
import { RewindButton } from '../rewind/rewind-button';
import type { Rewind } from '../rewind/use-rewind';
import { MessageText } from '../ui/message-text';
import { TextLink } from '../ui/text-link';
import { Verdict } from '../ui/verdict';
import { verdictOf } from './verdict-of';

interface NowVerdictLineProps {
  readonly status: StatusView;
  readonly findings: readonly FindingView[] | undefined;
  readonly overview: Overview | undefined;
  readonly rewind: Rewind;
}

export function NowVerdictLine({ status, findings, overview, rewind }: NowVerdictLineProps) {
  const t = useTranslations('now');
  const now = useNow({ evenPaused: true });
  const { connection } = useLive();
  const offlineSince = connection.state === 'down' ? connection.since : null;
  const verdict = verdictOf({ status, findings, overview, offlineSince, now });
  const problems = verdict.answer === 'verdict.problems' ? Number(verdict.values.count) : 0;
  useEffect(() => {
    announce(t('problemsAnnounced', { count: problems }));
  }, [problems, t]);
  return (
    <Verdict
      kind={verdict.kind}
      answer={<MessageText message={message(`now.${verdict.answer}`, verdict.values)} />}
      actions={
        <>
          <TextLink href="/alerts/?state=closed">{t('closedFindings')}</TextLink>
          <RewindButton rewind={rewind} />
        </>
      }
    >
      {verdict.rest.map((key) => (
        <Fragment key={key}>
          <MessageText message={message(`now.${key}`, verdict.values)} />{' '}
        </Fragment>
      ))}
    </Verdict>
  );
}
