'use client';

import dynamic from 'next/dynamic';
import { LoadingRows } from '@/components/ui/skeleton';
import { WhenExplained } from '@/components/ui/when-explained';
import type { QueueView } from '@/lib/cluster/queue';

const QueueMessages = dynamic(() => import('./queue-messages').then((module) => module.QueueMessages), {
  ssr: false,
  loading: () => <LoadingRows rows={2} />,
});

/** What lies in the broker, on request. */
export function QueueMessagesPanel({ queue }: { readonly queue: QueueView }) {
  return (
    <WhenExplained namespace="messages">
      <QueueMessages queue={queue} />
    </WhenExplained>
  );
}
