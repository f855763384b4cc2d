import type { Metadata } from 'next';
import { QueuePage } from '@/components/queue/queue-page';

export const metadata: Metadata = { title: 'Queue' };

/** One exported page stands for all queues; the server gives it for every name. */
export function generateStaticParams() {
  return [{ name: '_' }];
}

export const dynamicParams = false;

export default function Page() {
  return <QueuePage />;
}
