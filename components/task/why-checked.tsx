'use client';

import { Check, CircleHelp, Minus } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { WhyView } from '@/lib/api/why-view';
import { MessageText } from '../ui/message-text';

const SIGNS = { yes: Check, no: Minus, unknown: CircleHelp } as const;

/** Everything that was looked at, in order: what holds, what does not, and what can't be told. */
export function WhyChecked({ why }: { readonly why: WhyView }) {
  const t = useTranslations('task.why');
  const name = useTranslations('why.rung');
  if (why.checked.length === 0) return null;
  return (
    <details className="group mt-3">
      <summary className="w-fit cursor-pointer text-small text-fg-2 hover:text-fg">
        {t('checked', { count: why.checked.length })}
      </summary>
      <ul className="mt-1.5">
        {why.checked.map(({ verdict, holds, note }, index) => {
          const Sign = SIGNS[holds];
          const message = why.messages.notes[index] ?? null;
          return (
            <li key={verdict} className="flex gap-2 border-t border-line py-1.25 first:border-t-0">
              <Sign aria-hidden size={14} className={`mt-0.75 shrink-0 ${holds === 'no' ? 'text-fg-3' : 'text-fg'}`} />
              <div className="min-w-0">
                <span className={holds === 'no' ? 'text-fg-3' : undefined}>
                  {name.has(verdict as never) ? name(verdict as never) : verdict}
                </span>
                <span className="sr-only">: {t(`holds.${holds}`)}</span>
                {message !== null && (
                  <p className="text-small wrap-anywhere text-fg-2">
                    <MessageText message={message} fallback={note ?? ''} />
                  </p>
                )}
              </div>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
