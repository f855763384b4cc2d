import type { Metadata } from 'next';
import { NowPage } from '@/components/now/now-page';

export const metadata: Metadata = { title: { absolute: 'Now · Celeryscope' } };

export default function Page() {
  return <NowPage />;
}
