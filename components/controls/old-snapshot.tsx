'use client';

import { useTranslations } from 'use-intl';
import { useLive } from '@/components/live/use-live';
import { useNow } from '@/components/live/use-now';
import { Age, Clock } from '@/components/ui/age';
import { SeveritySign } from '@/components/ui/severity-sign';

const OLD_SECONDS = 60;

/** In front of an action: what is shown is older than the reader may think. */
export function OldSnapshot() {
  const t = useTranslations('controls');
  const { pausedAt, setPaused } = useLive();
  const now = useNow({ evenPaused: true });
  if (pausedAt === null || now - pausedAt <= OLD_SECONDS) return null;
  return (
    <p className="mt-2 flex gap-2 rounded-md bg-severity-warning-tint px-2.5 py-2">
      <SeveritySign severity="warning" className="mt-0.75" />
      <span>
        {t.rich('oldSnapshotRich', {
          at: () => <Clock at={pausedAt} />,
          age: () => <Age at={pausedAt} prose evenPaused />,
        })}{' '}
        <button type="button" className="text-accent underline underline-offset-2" onClick={() => setPaused(false)}>
          {t('resume')}
        </button>
      </span>
    </p>
  );
}
