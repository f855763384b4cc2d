'use client';

import { memo } from 'react';
import { useTranslations } from 'use-intl';
import { Age } from '@/components/ui/age';
import { workerHref } from '@/components/ui/hrefs';
import { Slots } from '@/components/ui/slots';
import { Sparkline } from '@/components/ui/sparkline';
import { Td, Tr } from '@/components/ui/table';
import { Tag } from '@/components/ui/tag';
import { TextLink } from '@/components/ui/text-link';
import { useFormat } from '@/components/ui/use-format';
import { WorkerLabel } from '@/components/ui/worker-sign';
import { WorkerRowControls } from '@/components/worker-controls/controls-button';
import type { WorkerView } from '@/lib/cluster/worker';
import { Figure } from './figure';
import { NotKnown } from './not-known';
import { PrefetchCell } from './prefetch-cell';
import { WorkerStanding } from './worker-standing';

interface WorkerRowProps {
  readonly worker: WorkerView;
  readonly starved: boolean;
  readonly widest: number;
}

export const WorkerRow = memo(function WorkerRow(props: WorkerRowProps) {
  return props.worker.status === 'gone' ? <GoneRow worker={props.worker} /> : <LiveRow {...props} />;
});

function LiveRow({ worker, starved, widest }: WorkerRowProps) {
  const t = useTranslations('workers');
  const format = useFormat();
  const silent = worker.taskEvents === false;
  const noEvents = t(silent ? 'unknown.events' : worker.taskEvents === null ? 'unknown.eventsYet' : 'unknown.reply');
  return (
    <Tr>
      <Td>
        <Name worker={worker} />
      </Td>
      <Td>
        <WorkerLabel status={worker.status} />
      </Td>
      <Td>
        {worker.status === 'unknown' || worker.status === 'not-consuming' ? (
          <span className="text-fg-2">
            <WorkerStanding worker={worker} />
          </span>
        ) : worker.concurrency === null ? (
          <NotKnown reason={t('unknown.reply')} />
        ) : (
          <Slots
            worker={worker.hostname}
            slots={worker.concurrency}
            running={worker.active}
            reserved={worker.reserved}
            scheduled={worker.scheduled}
            starved={starved}
            silent={silent && worker.active === null}
            widest={widest}
          />
        )}
      </Td>
      <Td numeric>
        <Busy worker={worker} />
      </Td>
      <Td numeric>
        <Figure value={worker.reserved} reason={noEvents} />
      </Td>
      <Td numeric>
        <Figure value={worker.scheduled} reason={noEvents} />
      </Td>
      <Td numeric>
        <PrefetchCell worker={worker} />
      </Td>
      <Td numeric>
        <Done worker={worker} reason={noEvents} />
      </Td>
      <Td numeric className="text-fg-2">
        <Figure value={worker.loadavg?.[0] ?? null} reason={t('unknown.load')} format={(load) => load.toFixed(2)} />
      </Td>
      <Td numeric className="text-fg-2">
        <Figure value={worker.maxRssKib} reason={t('unknown.reply')} format={(kib) => format.bytes(kib * 1024)} />
      </Td>
      <Td numeric className="text-fg-2">
        {worker.lastHeartbeatAt === null ? (
          <NotKnown reason={t('unknown.heartbeat')} />
        ) : (
          <Age at={worker.lastHeartbeatAt} precise />
        )}
      </Td>
      <Td numeric className="text-fg-2">
        <Figure value={worker.uptimeSeconds} reason={t('unknown.reply')} format={(seconds) => format.age(seconds)} />
      </Td>
      <Td className="w-9 px-1!">
        <WorkerRowControls worker={worker} />
      </Td>
    </Tr>
  );
}

/** An orderly end is a fact: grey, with how it left. */
function GoneRow({ worker }: { readonly worker: WorkerView }) {
  return (
    <Tr className="text-fg-3">
      <Td>
        <Name worker={worker} gone />
      </Td>
      <Td>
        <WorkerLabel status="gone" />
      </Td>
      <Td colSpan={8}>
        <WorkerStanding worker={worker} />
      </Td>
      <Td numeric>{worker.lastHeartbeatAt !== null && <Age at={worker.lastHeartbeatAt} />}</Td>
      <Td colSpan={2} />
    </Tr>
  );
}

function Name({ worker, gone = false }: { readonly worker: WorkerView; readonly gone?: boolean }) {
  const t = useTranslations('workers.row');
  return (
    <span className="flex items-center gap-2">
      <TextLink
        href={workerHref(worker.hostname)}
        variant="name"
        data-row
        title={worker.hostname}
        className={gone ? 'block max-w-52 truncate font-normal!' : 'block max-w-52 truncate'}
      >
        {worker.hostname}
      </TextLink>
      {worker.taskEvents === false && !gone && (
        <span title={t('silentHint')}>
          <Tag tone="warning">{t('silent')}</Tag>
        </span>
      )}
      {worker.quiet && !gone && <Tag>{t('quiet')}</Tag>}
    </span>
  );
}

export function Busy({ worker }: { readonly worker: WorkerView }) {
  const t = useTranslations('workers.unknown');
  return (
    <>
      <Figure value={worker.active} reason={t('reply')} />
      {worker.concurrency !== null && <span className="text-fg-3">/{worker.concurrency}</span>}
    </>
  );
}

function Done({ worker, reason }: { readonly worker: WorkerView; readonly reason: string }) {
  const t = useTranslations('workers.row');
  const total = worker.sparkline.reduce((sum, count) => sum + count, 0);
  return (
    <span className="inline-flex items-center justify-end gap-2 align-middle">
      {worker.finishedPerMinute !== null && (
        <span className="max-xl:hidden">
          <Sparkline values={worker.sparkline} width={48} height={18} label={t('sparkline', { total })} />
        </span>
      )}
      <span className="min-w-8">
        <Figure value={worker.finishedPerMinute} reason={reason} />
      </span>
    </span>
  );
}
