'use client';

import { useTranslations } from 'use-intl';
import { CodeBlock } from '@/components/ui/code-block';
import type { Delivery, Task } from '@/lib/cluster/task';
import { isEnded } from '@/lib/celery/task-state';
import { wrapRepr } from '@/lib/tasks/repr';
import { useMayRead } from './use-may-read';

const WIDTH = 56;

/** Which delivery gave the result, where there are several. */
export function resultDelivery(task: Task, deliveries: readonly Delivery[]): Delivery | null {
  return deliveries.length < 2
    ? null
    : (deliveries.find((delivery) => delivery.outcome === 'SUCCESS' && delivery.result === task.result) ?? null);
}

export function ResultBlock({ task }: { readonly task: Task }) {
  const t = useTranslations('task.result');
  const mayRead = useMayRead();
  if (task.result !== null) {
    return (
      <CodeBlock text={task.result} label={t('title')} maxHeight>
        {wrapRepr(task.result, WIDTH)}
      </CodeBlock>
    );
  }
  const words = () => {
    if (task.state === 'FAILURE') return t('failed', { type: task.exceptionType ?? '?' });
    if (task.state === 'SUCCESS') return mayRead ? t('unknown') : t('hidden');
    return isEnded(task.state) || task.startedAt === null ? t('none') : t('runs');
  };
  return <p className="text-fg-2">{words()}</p>;
}
