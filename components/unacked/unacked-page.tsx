'use client';

import dynamic from 'next/dynamic';
import { LoadingRows } from '@/components/ui/skeleton';
import { WhenExplained } from '@/components/ui/when-explained';

const UnackedExplorer = dynamic(() => import('./unacked-explorer').then((module) => module.UnackedExplorer), {
  ssr: false,
  loading: () => <LoadingRows rows={8} />,
});

/** `/unacked/`: every message in flight, and what a lost worker left. */
export function UnackedPage() {
  return (
    <WhenExplained namespace="messages">
      <UnackedExplorer />
    </WhenExplained>
  );
}
