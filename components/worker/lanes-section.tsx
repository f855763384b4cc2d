'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { cx } from '@/components/ui/class-names';
import { Section } from '@/components/ui/section';
import type { WorkerPageView } from '@/lib/api/page-views';
import type { FindingView } from '@/lib/api/views';
import { openStarvations, starvedBy } from '@/lib/workers/starved-workers';
import { LaneAxis } from './lane-axis';
import { LaneBlock } from './lane-block';
import { PeerLanes } from './peer-lanes';
import type { Lanes } from './use-lanes';

interface LanesSectionProps {
  readonly view: WorkerPageView;
  readonly lanes: Lanes;
  readonly starved: ReadonlySet<string>;
  readonly findings: readonly FindingView[];
  /** The switch to other times. */
  readonly kinds: ReactNode;
}

/** More workers below each other would push the lists off the page. */
const MAX_PEERS = 2;

/** What each slot did, does and will do; while it is in a starvation, with the workers on its other side. */
export function LanesSection({ view, lanes, starved, findings, kinds }: LanesSectionProps) {
  const t = useTranslations('worker.lanes');
  const { worker } = view;
  const peers = [
    ...new Set(openStarvations(findings).flatMap((finding) => [finding.subject.id, ...starvedBy(finding)])),
  ]
    .filter((hostname) => hostname !== worker.hostname)
    .slice(0, MAX_PEERS);
  const planned = lanes.rows.some((row) => row.bars.some((bar) => bar.look === 'next' || bar.look === 'rest'));
  const blind = view.reserved.length > 0 && lanes.plan[0]?.inSeconds === null;
  const packed = view.lanes.length > 0 && view.lanes.every((run) => run.pid === null || run.pid === worker.pid);
  return (
    <Section title={t('title')} note={<Legend planned={planned || blind} idle={starved.size > 0} />} actions={kinds}>
      <div className="relative">
        <LaneBlock
          view={view}
          lanes={lanes}
          starved={starved.has(worker.hostname)}
          {...(peers.length > 0 ? { heading: worker.hostname } : {})}
        />
        {peers.map((hostname) => (
          <PeerLanes key={hostname} hostname={hostname} starved={starved.has(hostname)} />
        ))}
      </div>
      <LaneAxis now={lanes.now} />
      <div className="mt-1 text-small text-fg-3">
        {blind && <p>{t('noPlan')}</p>}
        {packed && (worker.concurrency ?? 0) > 1 && <p>{t('packed')}</p>}
        {lanes.hiddenRows > 0 && <p>{t('hidden', { count: lanes.hiddenRows })}</p>}
      </div>
    </Section>
  );
}

function Legend({ planned, idle }: { readonly planned: boolean; readonly idle: boolean }) {
  const t = useTranslations('worker.lanes');
  const signs = [
    ['ended', 'pattern-success'],
    ['failed', 'pattern-failure'],
    ['running', 'pattern-started'],
    ...(planned ? ([['next', 'pattern-received']] as const) : []),
    ...(idle ? ([['idle', 'pattern-idle']] as const) : []),
  ] as const;
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-small text-fg-3">
      {signs.map(([name, look]) => (
        <li key={name} className="flex items-center gap-1.5">
          <span aria-hidden className={cx('h-2.5 w-4 rounded-cell', look)} />
          {t(name)}
        </li>
      ))}
    </ul>
  );
}
