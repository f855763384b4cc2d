'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useActRefusal } from '@/components/controls/use-act-refusal';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { SeveritySign } from '@/components/ui/severity-sign';
import { WhenExplained } from '@/components/ui/when-explained';
import type { RevokeSight } from '@/lib/cluster/kept-revokes';
import type { Task } from '@/lib/cluster/task';
import { WithdrawDialog } from './withdraw-dialog';

interface RevokedNoteProps {
  readonly task: Pick<Task, 'uuid' | 'name'>;
  readonly revocation: RevokeSight;
  readonly onChanged: () => void;
}

export function RevokedNote(props: RevokedNoteProps) {
  return (
    <WhenExplained namespace="messages">
      <Note {...props} />
    </WhenExplained>
  );
}

function Note({ task, revocation, onChanged }: RevokedNoteProps) {
  const t = useTranslations('messages.kept');
  const refusal = useActRefusal('withdraw-revoke');
  const [isOpen, setOpen] = useState(false);
  const { kept, namedBy, knownTo, unknownTo, isSentAgain, at } = revocation;
  const textOf = ({ count, names }: RevokeSight['knownTo']) =>
    t('names', { names: names.join(', '), more: count - names.length });
  const close = (isDone: boolean) => {
    setOpen(false);
    if (isDone) onChanged();
  };
  const age = () => <Age at={at} prose />;
  return (
    <section className="border-t border-line px-6 pt-4 pb-4.5 max-md:px-4">
      <h2 className="mb-1.5 flex items-center gap-2 text-strong font-[550]! tracking-title">
        <SeveritySign severity={unknownTo.count > 0 && !isSentAgain ? 'warning' : 'notice'} size={16} />
        {t('title')}
      </h2>
      <p className="wrap-anywhere">
        {kept !== null
          ? t.rich('byRich', {
              who: kept.actor,
              hasReason: kept.reason === null ? 'no' : 'yes',
              reason: kept.reason ?? '',
              at: age,
            })
          : namedBy === null
            ? t.rich('withdrawnRich', { at: age })
            : t.rich('namedRich', { worker: namedBy, at: age })}{' '}
        {kept === null ? t('notKept') : isSentAgain ? t('sent', { count: kept.sentAgainCount }) : t('readOnly')}
      </p>
      <p className="mt-1 wrap-anywhere text-fg-2">
        {knownTo.count > 0 && t('knowing', { count: knownTo.count, workers: textOf(knownTo) })}{' '}
        {unknownTo.count > 0 && t('ignorant', { count: unknownTo.count, workers: textOf(unknownTo) })}
      </p>
      {kept !== null && (
        <div className="mt-2.5">
          <Button disabledReason={refusal} onClick={() => setOpen(true)}>
            {t('withdraw')}
          </Button>
        </div>
      )}
      {isOpen && <WithdrawDialog task={task} onClose={close} />}
    </section>
  );
}
