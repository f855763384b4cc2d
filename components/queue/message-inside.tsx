'use client';

import { useTranslations } from 'use-intl';
import { Clock } from '@/components/ui/age';
import { CodeBlock } from '@/components/ui/code-block';
import { useNow } from '@/components/live/use-now';
import type { PeekedMessage } from '@/lib/queues/peek';

/** All that was read of one message. */
export function MessageInside({ message }: { readonly message: PeekedMessage }) {
  const t = useTranslations('messages.peek');
  const { uuid, args, kwargs, retries, origin, contentType, expires, eta, priority, unreadable } = message;
  const texts = [
    { label: t('args'), text: args },
    { label: t('kwargs'), text: kwargs },
  ].filter(({ text }) => text !== null);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,300px)] gap-x-9 gap-y-2.5 max-md:grid-cols-1">
      <div className="min-w-0">
        {unreadable !== null && (
          <p className="mb-1.5 text-fg-2">{t(`notDecoded.${unreadable}`, { contentType: contentType ?? '?' })}</p>
        )}
        {texts.map(({ label, text }) => (
          <div key={label} className="mb-1.5">
            <p className="text-small text-fg-3">{label}</p>
            <CodeBlock text={text ?? ''} label={label} wrap maxHeight />
          </div>
        ))}
      </div>
      <dl className="grid h-fit grid-cols-[72px_minmax(0,1fr)] gap-y-1 text-small whitespace-normal">
        <Line label={t('uuid')}>{uuid}</Line>
        <Line label={t('eta')}>{eta === null ? null : <Clock at={eta} />}</Line>
        <Line label={t('expires')}>{expires === null ? null : <Expires at={expires} />}</Line>
        <Line label={t('priority')}>{priority}</Line>
        <Line label={t('retries')}>{retries}</Line>
        <Line label={t('origin')}>{origin}</Line>
        <Line label={t('contentType')}>{contentType}</Line>
      </dl>
    </div>
  );
}

function Expires({ at }: { readonly at: number }) {
  const t = useTranslations('messages.peek');
  const now = useNow({ everyMs: 5000 });
  if (now <= at) return <Clock at={at} />;
  return <span className="text-severity-warning">{t.rich('expiredRich', { at: () => <Clock at={at} /> })}</span>;
}

function Line({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  if (children === null) return null;
  return (
    <>
      <dt className="truncate text-fg-3">{label}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </>
  );
}
