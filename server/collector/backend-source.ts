import type { OpenedBackend } from '../backends';
import type { ResultBackend } from '../backends/backend';

/** Celery prints this where a password was (`inspect conf`). */
const MASKED = '********';

const NOT_FOLLOWED: OpenedBackend = {
  ok: false,
  reason:
    'Workers tell a result backend on an address that means this machine here, or a file: name it with --result-backend.',
};

export interface BackendSource {
  readonly current: () => ResultBackend | null;
  /** Why there is none that can be read, and what to do. */
  readonly absence: () => string;
  /** A worker told its settings: its backend is used when the user named none, and its tables and prefixes either way. */
  learned(conf: Readonly<Record<string, unknown>>): void;
  close(): Promise<void>;
}

/**
 * The result backend: the one the user named, else the one that workers report. A reported URL with a password comes
 * masked; then only the user can name it.
 */
export function createBackendSource(
  configured: string | null,
  open: (url: string, conf: Readonly<Record<string, unknown>>) => OpenedBackend,
  isFollowed: (reported: string) => boolean,
): BackendSource {
  let opened: OpenedBackend =
    configured === null ? { ok: false, reason: 'No worker has told of a result backend.' } : open(configured, {});
  let openedUrl = '';

  const reopen = (url: string, conf: Readonly<Record<string, unknown>>): void => {
    const previous = opened;
    openedUrl = url;
    opened = open(url, conf);
    if (previous.ok) void previous.backend.close();
  };

  return {
    current: () => (opened.ok ? opened.backend : null),
    absence: () => (opened.ok ? '' : opened.reason),
    learned(conf) {
      const told = conf['result_backend'];
      const url = configured ?? (typeof told === 'string' ? told : null);
      // Of several applications the first that is heard counts, or they would take turns.
      if (url === null || url === openedUrl || Object.keys(conf).length === 0) return;
      if (configured === null && !isFollowed(url) && !url.includes(MASKED)) {
        if (!opened.ok) opened = NOT_FOLLOWED;
        return;
      }
      if (!url.includes(MASKED)) reopen(url, conf);
      else if (!opened.ok)
        opened = {
          ok: false,
          reason: 'Workers tell their result backend without its password: name it with --result-backend.',
        };
    },
    async close() {
      if (opened.ok) await opened.backend.close();
    },
  };
}
