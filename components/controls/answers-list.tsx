'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { StateSign } from '@/components/ui/state-sign';
import { Table, Td } from '@/components/ui/table';
import { useFormat } from '@/components/ui/use-format';
import { answersInOrder } from '@/lib/cluster/answers-in-order';
import type { ActionAnswer } from '@/lib/cluster/action';

const SIGNS = { ok: 'SUCCESS', error: 'FAILURE', 'no-reply': 'UNKNOWN' } as const;
const SHOWN = 8;

interface AnswersListProps {
  readonly answers: readonly ActionAnswer[];
  /** Asks those again that were silent. */
  readonly onAgain?: ((hostnames: readonly string[]) => void) | undefined;
}

/** One line a worker, in its own words; what stands out comes first. */
export function AnswersList({ answers, onAgain }: AnswersListProps) {
  const t = useTranslations('controls.answers');
  const [whole, setWhole] = useState(false);
  if (answers.length === 0) return <p className="mt-3 text-fg-2">{t('none')}</p>;
  const ordered = answersInOrder(answers);
  const bad = answers.filter((answer) => answer.outcome !== 'ok').length;
  const shown = whole ? ordered : ordered.slice(0, Math.max(SHOWN, bad));
  const silent = answers.filter((answer) => answer.outcome === 'no-reply').map((answer) => answer.from);
  return (
    <div className="mt-3">
      <Table dense aria-label={t('label')} className="[&_td]:px-2">
        <tbody>
          {shown.map((answer) => (
            <AnswerLine key={answer.from} answer={answer} />
          ))}
        </tbody>
      </Table>
      {shown.length < ordered.length && (
        <button type="button" className="min-h-6 text-accent hover:underline" onClick={() => setWhole(true)}>
          {t('more', { count: ordered.length - shown.length })}
        </button>
      )}
      {onAgain && silent.length > 0 && (
        <button
          type="button"
          className="mt-1 block min-h-6 text-accent hover:underline"
          onClick={() => onAgain(silent)}
        >
          {t('again', { count: silent.length })}
        </button>
      )}
    </div>
  );
}

function AnswerLine({ answer }: { readonly answer: ActionAnswer }) {
  const t = useTranslations('controls.answers');
  const format = useFormat();
  return (
    <tr>
      <Td className="w-6">
        <StateSign state={SIGNS[answer.outcome]} />
        <span className="sr-only">{t(answer.outcome)}</span>
      </Td>
      <Td>{answer.from}</Td>
      <Td className="w-full max-w-0 py-1.25 wrap-anywhere whitespace-normal! text-fg-2">
        {answer.text === '' ? t(answer.outcome) : answer.text}
      </Td>
      <Td numeric className="text-fg-3">
        {answer.ms === null ? '' : format.duration(answer.ms / 1000)}
      </Td>
    </tr>
  );
}
