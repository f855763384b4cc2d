'use client';

import { useTranslations } from 'use-intl';
import type { StatusView } from '@/lib/api/page-views';
import { EnableEventsButton } from '../controls/enable-events-button';
import { CodeBlock, InlineCode } from '../ui/code-block';
import { Step, Steps } from '../ui/empty-state';
import { SeveritySign } from '../ui/severity-sign';
import { Table, Td, Tr } from '../ui/table';

const KEEP_ON = 'worker_send_task_events = True\ntask_send_sent_event = True';

const KNOWN = [
  ['workers', 'inspect'],
  ['held', 'inspect active'],
  ['lengths', 'LLEN, HLEN unacked'],
] as const;
const UNKNOWN = [
  ['ended', 'task events'],
  ['times', 'task events'],
  ['waits', 'task-sent events'],
  ['twice', 'task events'],
] as const;

/** Workers run but send no task events: what to do, and what is known without them. */
export function SilentSteps({ status }: { readonly status: StatusView }) {
  const t = useTranslations('now.silent');
  const hostnames = status.collector.silentWorkers;
  const code = { code: (text: React.ReactNode) => <InlineCode>{text}</InlineCode> };
  return (
    <section className="grid grid-cols-[minmax(0,1fr)_minmax(0,480px)] gap-12 border-t border-line px-6 pt-4 pb-5 max-lg:grid-cols-1 max-lg:gap-6 max-md:px-4">
      <Steps>
        <Step title={t('now')}>
          <p>{t.rich('nowText', { count: hostnames.length, ...code })}</p>
          <div className="mt-2 flex flex-wrap items-center gap-3">
            <EnableEventsButton hostnames={hostnames} />
            <span className="text-small text-fg-3">{t('answers')}</span>
          </div>
        </Step>
        <Step title={t('keep')}>
          <p className="mb-2">{t.rich('keepText', code)}</p>
          <CodeBlock text={KEEP_ON} label={t('keep')} />
        </Step>
      </Steps>
      <div>
        <h2 className="mb-1.5 text-small font-medium text-fg-3">{t('known')}</h2>
        <Table dense>
          <tbody>
            {KNOWN.map(([name, source]) => (
              <Tr key={name} still>
                <Td className="whitespace-normal!">
                  <span className="flex items-center gap-2.25">
                    <SeveritySign severity="healthy" /> {t(`can.${name}`)}
                  </span>
                </Td>
                <Td className="text-fg-3 max-md:whitespace-normal">
                  <code>{source}</code>
                </Td>
              </Tr>
            ))}
            {UNKNOWN.map(([name, source]) => (
              <Tr key={name} still className="text-fg-3">
                <Td className="whitespace-normal!">
                  <span className="flex items-center gap-2.25">
                    <span aria-hidden className="w-3.5 text-center">
                      –
                    </span>
                    {t(`cannot.${name}`)}
                  </span>
                </Td>
                <Td className="max-md:whitespace-normal">{t('needs', { source })}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </div>
    </section>
  );
}
