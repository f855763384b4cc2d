'use client';

import { Fragment, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { MessageText } from '@/components/ui/message-text';
import { Verdict } from '@/components/ui/verdict';
import type { FindingView } from '@/lib/api/views';
import type { WorkerView } from '@/lib/cluster/worker';
import { workersVerdict } from '@/lib/workers/workers-verdict';
import { BlindAnswer } from './blind-answer';
import { useBlindSince } from './use-blind-since';

interface WorkersVerdictLineProps {
  readonly workers: readonly WorkerView[];
  readonly findings: readonly FindingView[];
  readonly actions: ReactNode;
}

export function WorkersVerdictLine({ workers, findings, actions }: WorkersVerdictLineProps) {
  const t = useTranslations('workers.verdict');
  const blindSince = useBlindSince();
  const verdict = workersVerdict(workers, findings);
  if (blindSince !== null) {
    return (
      <Verdict kind="unknown" answer={<BlindAnswer since={blindSince} />} actions={actions}>
        {t('lastKnown')} <MessageText message={verdict.rest} />
      </Verdict>
    );
  }
  const answer = verdict.answers.map((text) => (
    <Fragment key={text.key}>
      <MessageText message={text} />{' '}
    </Fragment>
  ));
  return (
    <Verdict kind={verdict.kind} answer={answer} actions={actions}>
      <MessageText message={verdict.rest} />
    </Verdict>
  );
}
