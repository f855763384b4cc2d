'use client';

import dynamic from 'next/dynamic';
import { useNow } from '@/components/live/use-now';
import { useFetched } from '@/components/tasks/use-fetched';
import type { RevokeSight } from '@/lib/cluster/kept-revokes';
import type { Task } from '@/lib/cluster/task';

const RevokedNote = dynamic(() => import('./revoked-note').then((module) => module.RevokedNote), { ssr: false });

const REFRESH_SECONDS = 5;

/** Who revoked a task that has not ended, and which workers know it; nothing where nobody did. */
export function RevokedPanel({ task }: { readonly task: Pick<Task, 'uuid' | 'name' | 'updatedAt'> }) {
  const round = Math.floor(useNow({ everyMs: REFRESH_SECONDS * 1000 }) / REFRESH_SECONDS);
  const { value, again } = useFetched<{ readonly revocation: RevokeSight | null }>(
    `/api/v1/tasks/${encodeURIComponent(task.uuid)}/revoke`,
    {},
    `${round} ${task.updatedAt}`,
  );
  const revocation = value?.revocation ?? null;
  return revocation === null ? null : <RevokedNote task={task} revocation={revocation} onChanged={again} />;
}
