'use client';

import dynamic from 'next/dynamic';
import { LoadingRows } from '../ui/skeleton';
import type { PastKind } from './past-kinds';
import type { Rewind } from './use-rewind';

const PastPage = dynamic(() => import('./past-page').then((module) => module.PastPage), {
  ssr: false,
  loading: () => <LoadingRows rows={8} />,
});

/** The page at a second in the past, in place of the live one. */
export function Rewound({ kind, rewind }: { readonly kind: PastKind; readonly rewind: Rewind }) {
  return rewind.at === null ? null : <PastPage kind={kind} at={rewind.at} rewind={rewind} />;
}
