'use client';

import { useTranslations } from 'use-intl';
import { useActRefusal } from '@/components/controls/use-act-refusal';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { SeveritySign } from '@/components/ui/severity-sign';
import { WhenExplained } from '@/components/ui/when-explained';
import type { QuietSight } from '@/lib/cluster/quiet';
import { askCommand } from './command-host';
import type { ControlledWorker } from './controlled-worker';

interface QuietNoteProps {
  readonly worker: ControlledWorker;
  readonly quiet: QuietSight;
}

export function QuietNote(props: QuietNoteProps) {
  return (
    <WhenExplained namespace="workerControls">
      <Note {...props} />
    </WhenExplained>
  );
}

/** Who made it quiet, what it still holds, and the way back. */
function Note({ worker, quiet }: QuietNoteProps) {
  const t = useTranslations('workerControls.quietNote');
  const refusal = useActRefusal('unquiet');
  const { at, actor, reason, queues, taking } = quiet;
  const held = (worker.active ?? 0) + (worker.reserved ?? 0) + (worker.scheduled ?? 0);
  return (
    <section aria-label={t('title')} className="border-t border-line px-6 pt-4 pb-4.5 max-md:px-4">
      <h2 className="mb-1.5 flex items-center gap-2 text-strong font-[550]! tracking-title">
        <SeveritySign severity={taking.length > 0 ? 'warning' : 'notice'} size={16} />
        {t('title')}
      </h2>
      <p className="wrap-anywhere">
        {t.rich('byRich', {
          who: actor,
          hasReason: reason === null ? 'no' : 'yes',
          reason: reason ?? '',
          at: () => <Age at={at} prose />,
        })}{' '}
        {t('queues', { queues: queues.join(', ') })} {t('holds', { count: held })}
      </p>
      {taking.length > 0 && <p className="mt-1 wrap-anywhere">{t('taking', { queues: taking.join(', ') })}</p>}
      <div className="mt-2.5">
        <Button disabledReason={refusal} onClick={() => askCommand({ kind: 'unquiet', worker })}>
          {t('undo')}
        </Button>
      </div>
    </section>
  );
}
