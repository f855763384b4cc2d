import { openBackend } from '@/server/backends';
import type { ResultBackend } from '@/server/backends/backend';

/** A backend that must open. */
export function backendOf(url: string, conf: Readonly<Record<string, unknown>>): ResultBackend {
  const opened = openBackend(url, conf);
  if (!opened.ok) throw new Error(opened.reason);
  return opened.backend;
}
