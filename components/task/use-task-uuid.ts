'use client';

import { usePathname } from 'next/navigation';

/**
 * The task of the URL. All tasks share one exported page, so the route's own parameter is a placeholder; the path as the
 * browser sees it tells, whatever prefix stands before it. null before the page runs.
 */
export function useTaskUuid(): string | null {
  return uuidOfPath(usePathname());
}

export function uuidOfPath(path: string): string | null {
  const match = /\/tasks\/([^/]+)\/?$/.exec(path);
  if (match === null || match[1] === '_') return null;
  try {
    return decodeURIComponent(match[1] ?? '');
  } catch {
    // A lone % typed by hand: what stands there is looked for as it is.
    return match[1] ?? null;
  }
}
