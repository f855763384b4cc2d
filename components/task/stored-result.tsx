'use client';

import dynamic from 'next/dynamic';
import { useMayRead } from './use-may-read';

const StoredPanel = dynamic(() => import('./stored-panel').then((module) => module.StoredPanel), { ssr: false });

export interface StoredResultProps {
  readonly uuid: string;
  /** Whether the page shows a traceback already. */
  readonly hasTraceback: boolean;
}

/** What the result backend holds of a task, for those who may read results. */
export function StoredResult(props: StoredResultProps) {
  return useMayRead() ? <StoredPanel key={props.uuid} {...props} /> : null;
}
