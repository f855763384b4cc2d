'use client';

import { useTranslations } from 'use-intl';
import type { Action, ActionAnswer } from '@/lib/cluster/action';
import { InlineCode } from '../ui/code-block';
import { StateSign } from '../ui/state-sign';
import { Table, TableHead, Td, Th, Tr } from '../ui/table';
import { useFormat } from '../ui/use-format';
import { ActionSubject } from './action-subject';

const SIGNS: Readonly<Record<ActionAnswer['outcome'], 'SUCCESS' | 'FAILURE' | 'UNKNOWN'>> = {
  ok: 'SUCCESS',
  error: 'FAILURE',
  'no-reply': 'UNKNOWN',
};

interface ActionDetailProps {
  readonly action: Action;
  /** One of several: says of which task. */
  readonly named: boolean;
}

/** Each target's own words, and what was asked. */
export function ActionDetail({ action, named }: ActionDetailProps) {
  const t = useTranslations('actions');
  const format = useFormat();
  const parameters = Object.entries(action.parameters).filter(([, value]) => value !== null && value !== undefined);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,320px)] gap-x-9 gap-y-3 px-6 py-3 pl-11 max-md:grid-cols-1 max-md:px-4 [&+div]:border-t [&+div]:border-line">
      <div className="min-w-0">
        {named && (
          <p className="mb-1">
            <ActionSubject subject={action.subject} /> <span className="text-fg-2">{action.summary}</span>
          </p>
        )}
        {action.answers.length === 0 ? (
          <p className="py-1 text-fg-3">{t('noAnswers')}</p>
        ) : (
          <Table dense>
            <TableHead className="sr-only">
              <tr>
                <Th>{t('column.outcome')}</Th>
                <Th>{t('column.target')}</Th>
                <Th>{t('column.words')}</Th>
                <Th>{t('column.time')}</Th>
              </tr>
            </TableHead>
            <tbody>
              {action.answers.map((answer) => (
                <Tr key={answer.from} still>
                  <Td className="w-6">
                    <StateSign state={SIGNS[answer.outcome]} />
                    <span className="sr-only">{t(`answer.${answer.outcome}`)}</span>
                  </Td>
                  <Td>{answer.from}</Td>
                  <Td className="w-full max-w-0 py-1.25 text-fg-2 wrap-anywhere whitespace-normal!">{answer.text}</Td>
                  <Td numeric className="text-fg-3">
                    {answer.ms !== null && format.duration(answer.ms / 1000)}
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
      </div>
      <dl className="grid h-fit grid-cols-[88px_minmax(0,1fr)] gap-y-1.5 text-small">
        {action.reason !== null && <Line label={t('column.why')}>{action.reason}</Line>}
        <Line label={t('from')}>{action.address}</Line>
        <Line label={t('took')}>{format.duration(action.durationMs / 1000)}</Line>
        {parameters.map(([name, value]) => (
          <Line key={name} label={name}>
            <InlineCode>{typeof value === 'string' ? value : JSON.stringify(value)}</InlineCode>
          </Line>
        ))}
      </dl>
    </div>
  );
}

function Line({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <>
      <dt className="truncate text-fg-3">{label}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </>
  );
}
