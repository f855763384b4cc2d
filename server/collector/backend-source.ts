import type { ResultBackend } from '../backends/backend';

/** Celery prints this where a password was (`inspect conf`). */
const MASKED = '********';

export interface BackendSource {
  readonly current: () => ResultBackend | null;
  /** A worker told its settings; used when the user named no backend. */
  learned(conf: Readonly<Record<string, unknown>>): void;
  close(): Promise<void>;
}

/**
 * The result backend: the one the user named, else the one that workers report. A reported URL with a password comes
 * masked; then only the user can name it.
 */
export function createBackendSource(
  configured: string | null,
  open: (url: string, conf: Readonly<Record<string, unknown>>) => ResultBackend | null,
): BackendSource {
  let backend = configured === null ? null : open(configured, {});
  let openedUrl = configured;
  return {
    current: () => backend,
    learned(conf) {
      const url = conf['result_backend'];
      if (configured !== null || typeof url !== 'string' || url === openedUrl || url.includes(MASKED)) return;
      const previous = backend;
      openedUrl = url;
      backend = open(url, conf);
      void previous?.close();
    },
    async close() {
      await backend?.close();
    },
  };
}
