'use client';

import dynamic from 'next/dynamic';
import { useEffect, useSyncExternalStore } from 'react';
import type { DraftKind } from '@/lib/workers/command-draft';
import type { ControlledWorker } from './controlled-worker';

const CommandDialog = dynamic(() => import('./command-dialog').then((module) => module.CommandDialog), { ssr: false });

interface Asked {
  readonly kind: DraftKind;
  readonly worker: ControlledWorker;
  readonly queue?: string | undefined;
}

let asked: Asked | null = null;
const listeners = new Set<() => void>();

/** Opens the dialog of a command; null closes it. */
export function askCommand(next: Asked | null): void {
  asked = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Holds the dialog for a whole page: where it was asked for may be gone before its answer is read, as the row of a worker
 * that was shut down is.
 */
export function CommandHost() {
  const now = useSyncExternalStore(
    subscribe,
    () => asked,
    () => null,
  );
  useEffect(() => () => askCommand(null), []);
  if (now === null) return null;
  return <CommandDialog key={`${now.kind} ${now.worker.hostname}`} {...now} onClose={() => askCommand(null)} />;
}
