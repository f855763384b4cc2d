'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useActRefusal } from '@/components/controls/use-act-refusal';
import { Button } from '@/components/ui/button';
import type { QueueView } from '@/lib/cluster/queue';

const PauseDialog = dynamic(() => import('./pause-dialog').then((module) => module.PauseDialog), { ssr: false });
const ResumeDialog = dynamic(() => import('./resume-dialog').then((module) => module.ResumeDialog), { ssr: false });
const PauseBanner = dynamic(() => import('./pause-banner').then((module) => module.PauseBanner), { ssr: false });

/** Opens what a pause does before it is done; a queue that is paused is resumed in the banner. */
export function PauseButton({ queue }: { readonly queue: QueueView }) {
  const t = useTranslations('queue');
  const refusal = useActRefusal('pause-queue');
  const [isOpen, setOpen] = useState(false);
  if (queue.pause !== null && !isOpen) return null;
  return (
    <>
      <Button disabledReason={refusal} onClick={() => setOpen(true)}>
        {t('pause')}
      </Button>
      {isOpen && <PauseDialog queue={queue} onClose={() => setOpen(false)} />}
    </>
  );
}

/**
 * Who paused the queue and who takes from it all the same; nothing while it is not paused. The dialogs are held here: when
 * a resume is answered the banner that it was asked from is gone, and the answers are still to be read.
 */
export function PauseNote({ queue }: { readonly queue: QueueView }) {
  const [asked, setAsked] = useState<'again' | 'resume' | null>(null);
  const close = () => setAsked(null);
  return (
    <>
      {queue.pause !== null && <PauseBanner pause={queue.pause} onAsk={setAsked} />}
      {asked === 'again' && <PauseDialog queue={queue} onClose={close} />}
      {asked === 'resume' && <ResumeDialog queue={queue.name} onClose={close} />}
    </>
  );
}
