import type { Metadata } from 'next';
import { WorkerPage } from '@/components/worker/worker-page';

export const metadata: Metadata = { title: 'Worker' };

/** One exported page stands for all workers; the server gives it for every name. */
export function generateStaticParams() {
  return [{ hostname: '_' }];
}

export const dynamicParams = false;

export default function Page() {
  return <WorkerPage />;
}
