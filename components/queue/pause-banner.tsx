'use client';

import { useTranslations } from 'use-intl';
import { useActRefusal } from '@/components/controls/use-act-refusal';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { SeveritySign } from '@/components/ui/severity-sign';
import { WhenExplained } from '@/components/ui/when-explained';
import type { PauseSight } from '@/lib/cluster/queue-pause';

interface PauseBannerProps {
  readonly pause: PauseSight;
  readonly onAsk: (what: 'again' | 'resume') => void;
}

const NAMED = 3;

export function PauseBanner(props: PauseBannerProps) {
  return (
    <WhenExplained namespace="messages">
      <Banner {...props} />
    </WhenExplained>
  );
}

function Banner({ pause, onAsk }: PauseBannerProps) {
  const t = useTranslations('messages.pause');
  const resume = useActRefusal('resume-queue');
  const again = useActRefusal('pause-again');
  const { actor, reason, at, isHeld, stopped, takers, takerCount } = pause;
  return (
    <section aria-label={t('paused')} className="border-t border-line px-6 pt-4 pb-4.5 max-md:px-4">
      <h2 className="mb-1.5 flex items-center gap-2 text-strong font-[550]! tracking-title">
        <SeveritySign severity={takerCount > 0 ? 'warning' : 'notice'} size={16} />
        {t('paused')}
      </h2>
      <p className="wrap-anywhere">
        {t.rich('byRich', {
          who: actor,
          hasReason: reason === null ? 'no' : 'yes',
          reason: reason ?? '',
          at: () => <Age at={at} prose />,
        })}{' '}
        {t('stopped', { count: stopped })}
      </p>
      {takerCount > 0 && (
        <p className="mt-1 wrap-anywhere">
          {t('takers', {
            names: takers.slice(0, NAMED).join(', '),
            count: takerCount,
            more: Math.max(0, takerCount - NAMED),
            all: takerCount + stopped,
          })}
        </p>
      )}
      <p className="mt-1 text-fg-2">{t(isHeld ? 'held' : 'notHeld')}</p>
      <div className="mt-2.5 flex flex-wrap gap-2">
        <Button variant="primary" disabledReason={resume} onClick={() => onAsk('resume')}>
          {t('resume')}
        </Button>
        {(takerCount > 0 || !isHeld) && (
          <Button disabledReason={again} onClick={() => onAsk('again')}>
            {t('again')}
          </Button>
        )}
      </div>
    </section>
  );
}
