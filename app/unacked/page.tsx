import type { Metadata } from 'next';
import { UnackedPage } from '@/components/unacked/unacked-page';

export const metadata: Metadata = { title: 'In flight' };

export default function Page() {
  return <UnackedPage />;
}
