import type { Metadata } from 'next';
import { TaskPage } from '@/components/task/task-page';

export const metadata: Metadata = { title: 'Task' };

/** One exported page stands for all tasks; the server gives it for every id. */
export function generateStaticParams() {
  return [{ uuid: '_' }];
}

export const dynamicParams = false;

export default function Page() {
  return <TaskPage />;
}
