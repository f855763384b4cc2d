'use client';

import { useTranslations } from 'use-intl';
import { CodeBlock } from '@/components/ui/code-block';
import type { Task } from '@/lib/cluster/task';
import { reprCut, wrapRepr } from '@/lib/tasks/repr';
import { useMayRead } from './use-may-read';

const WIDTH = 56;

type Arguments = Pick<Task, 'args' | 'kwargs'>;

/** How whole the arguments are, as the text of the events tells. */
export function useArgumentsNote(): (task: Arguments) => string {
  const t = useTranslations('task.arguments');
  return (task) => {
    if (task.args === null && task.kwargs === null) return '';
    const cuts = [reprCut(task.args), reprCut(task.kwargs)];
    if (cuts.includes('length')) return t('cut');
    return cuts.includes('depth') ? t('depth') : t('whole');
  };
}

/** Arguments as Python writes them. */
export function ArgumentsBlock({ task }: { readonly task: Arguments }) {
  const t = useTranslations('task.arguments');
  const mayRead = useMayRead();
  if (task.args === null && task.kwargs === null)
    return <p className="text-fg-2">{mayRead ? t('unknown') : t('hidden')}</p>;
  const parts = [
    { label: t('args'), text: task.args },
    { label: t('kwargs'), text: task.kwargs },
  ].filter((part) => part.text !== null && !(part.text === '{}' && task.args !== null && task.args !== '()'));
  const lines = parts.map(({ label, text }) => `${label.padEnd(8)}${indented(wrapRepr(text ?? '', WIDTH))}`);
  return (
    <CodeBlock text={parts.map(({ text }) => text ?? '').join('\n')} label={t('title')} maxHeight>
      {lines.join('\n')}
    </CodeBlock>
  );
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n        ');
}
