'use client';

import { Fragment } from 'react';
import { useTranslations } from 'use-intl';
import { MessageText } from '@/components/ui/message-text';
import { Segmented } from '@/components/ui/segmented';
import { Verdict } from '@/components/ui/verdict';
import type { FindingView } from '@/lib/api/views';
import type { WorkerView } from '@/lib/cluster/worker';
import { GROUPINGS } from '@/lib/workers/worker-groups';
import { workersVerdict } from '@/lib/workers/workers-verdict';
import { BlindAnswer } from './blind-answer';
import { useBlindSince } from './use-blind-since';
import type { WorkersUrl } from './use-workers-url';

interface WorkersVerdictLineProps {
  readonly workers: readonly WorkerView[];
  readonly findings: readonly FindingView[];
  readonly url: WorkersUrl;
}

export function WorkersVerdictLine({ workers, findings, url }: WorkersVerdictLineProps) {
  const t = useTranslations('workers.verdict');
  const blindSince = useBlindSince();
  const verdict = workersVerdict(workers, findings);
  if (blindSince !== null) {
    return (
      <Verdict kind="unknown" answer={<BlindAnswer since={blindSince} />} actions={<GroupingSwitch url={url} />}>
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
    <Verdict kind={verdict.kind} answer={answer} actions={<GroupingSwitch url={url} />}>
      <MessageText message={verdict.rest} />
    </Verdict>
  );
}

export function GroupingSwitch({ url, className }: { readonly url: WorkersUrl; readonly className?: string }) {
  const t = useTranslations('workers.group');
  return (
    <Segmented
      label={t('label')}
      value={url.grouping}
      onChange={url.setGrouping}
      options={GROUPINGS.map((value) => ({ value, label: t(value) }))}
      {...(className ? { className } : {})}
    />
  );
}
