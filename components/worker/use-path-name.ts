'use client';

import { usePathname } from 'next/navigation';
import { nameOfPath } from './name-of-path';

/** The worker or queue of the URL; null before the page runs. All names share one exported page. */
export function usePathName(section: 'workers' | 'queues'): string | null {
  return nameOfPath(usePathname(), section);
}
