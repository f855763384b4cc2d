import type { Metadata } from 'next';
import { ActionsPage } from '@/components/actions/actions-page';

export const metadata: Metadata = { title: 'Actions' };

export default function Page() {
  return <ActionsPage />;
}
