'use client';

import { useEffect, useState, type KeyboardEvent } from 'react';
import { useShortcuts } from '@/components/layout/use-shortcuts';

interface ListKeys {
  readonly ids: readonly string[];
  readonly onOpen: (uuid: string) => void;
  readonly onPeek: (uuid: string) => void;
  /** The drawer follows the cursor while it is open. */
  readonly peeking: boolean;
  readonly onSelect: (uuid: string, range: boolean) => void;
  readonly onSelectPage: () => void;
  readonly onLoadNew: () => void;
  readonly onEscape: () => void;
  readonly onRetry: () => void;
  readonly onRevoke: () => void;
}

export interface ListCursor {
  /** uuid under the keyboard's cursor. */
  readonly cursor: string | null;
  readonly setCursor: (uuid: string | null) => void;
  /** What the focused list understands beside the page's letters. */
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** j, k, enter, space, x, ⇧x, ⌘a, n, ⇧R, ⇧C and esc on a list. The cursor is the focused row itself. */
export function useListKeys(keys: ListKeys): ListCursor {
  const { ids, onOpen, onPeek, peeking, onSelect } = keys;
  const [cursor, setCursor] = useState<string | null>(null);
  const move = (step: number) => {
    const at = cursor === null ? -1 : ids.indexOf(cursor);
    const next = ids[at === -1 ? 0 : Math.min(ids.length - 1, Math.max(0, at + step))];
    if (next === undefined) return;
    setCursor(next);
    if (peeking) onPeek(next);
  };
  const withCursor = (act: (uuid: string) => void) => () => cursor !== null && ids.includes(cursor) && act(cursor);
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    x: withCursor((uuid) => onSelect(uuid, false)),
    X: withCursor((uuid) => onSelect(uuid, true)),
    n: keys.onLoadNew,
    R: keys.onRetry,
    C: keys.onRevoke,
    // The drawer listens for its own.
    ...(peeking ? {} : { Escape: keys.onEscape }),
  });
  useEffect(() => {
    if (cursor === null) return;
    const row = document.querySelector<HTMLElement>(`[data-uuid="${CSS.escape(cursor)}"]`);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  }, [cursor]);
  const onKeyDown = (event: KeyboardEvent) => {
    const { target } = event;
    if (!(target instanceof HTMLElement) || event.nativeEvent.isComposing) return;
    if (event.key.toLowerCase() === 'a' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      keys.onSelectPage();
      return;
    }
    // Links, boxes and buttons within a row have keys of their own.
    const row = target.dataset['uuid'];
    if (row === undefined || event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === 'Enter') onOpen(row);
    else if (event.key === ' ') onPeek(row);
    else if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else return;
    event.preventDefault();
  };
  return { cursor, setCursor, onKeyDown };
}
