'use client';

import { useTranslations } from 'use-intl';
import type { StatusView } from '@/lib/api/page-views';
import { Age, Clock } from '../ui/age';
import { CodeBlock } from '../ui/code-block';
import { Fact, Facts } from '../ui/facts';
import { Section } from '../ui/section';
import { Unknown } from '../ui/stat-strip';
import { useFormat } from '../ui/use-format';

export function CollectorSection({ status }: { readonly status: StatusView }) {
  const t = useTranslations('system');
  const format = useFormat();
  const { collector } = status;
  const bad = collector.lastMalformed;
  return (
    <Section title={t('collector')} note={t('version', { version: status.version })}>
      <Facts>
        <Fact label={t('since')}>
          <Clock at={collector.startedAt} />, <Age at={collector.startedAt} prose />
        </Fact>
        <Fact label={t('events')}>
          {t('eventsText', {
            total: format.count(collector.eventsReceived),
            rate: format.rate(collector.eventsPerSecond),
          })}
        </Fact>
        <Fact label={t('lag')}>
          {collector.lagSeconds === null ? <Unknown /> : format.duration(Math.max(0, collector.lagSeconds))}
        </Fact>
        <Fact label={t('streamLag')}>
          {collector.pressure.streamLagSeconds === null ? (
            <Unknown />
          ) : (
            format.duration(collector.pressure.streamLagSeconds)
          )}
        </Fact>
        <Fact label={t('lost')}>
          {collector.eventsLost === null ? (
            <Unknown />
          ) : (
            format.count(collector.eventsLost, { exact: collector.eventsLost === 0 })
          )}
        </Fact>
        <Fact label={t('inFlight')}>
          {t('inFlightText', {
            total: format.count(collector.inFlight),
            running: format.count(collector.running),
            reserved: format.count(collector.reserved),
            scheduled: format.count(collector.scheduled),
          })}
        </Fact>
        <Fact label={t('loop')}>{format.duration(collector.eventLoopLagMs / 1000)}</Fact>
        <Fact label={t('memory')}>{format.bytes(collector.rssBytes)}</Fact>
        <Fact label={t('malformed')}>{format.count(collector.eventsMalformed)}</Fact>
      </Facts>
      {bad && (
        <div className="mt-2">
          <h3 className="mb-1.5 text-small font-medium text-fg-3">
            {t('lastMalformed')} <Age at={bad.at} prose />: {bad.reason}
          </h3>
          <CodeBlock text={bad.excerpt} label={t('excerpt')} />
        </div>
      )}
    </Section>
  );
}
