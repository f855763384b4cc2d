import type { Metadata } from 'next';
import { LoginPage } from '@/components/access/login-page';

export const metadata: Metadata = { title: 'Sign in' };

export default function Page() {
  return <LoginPage />;
}
