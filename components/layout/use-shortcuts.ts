'use client';

import { useEffect, useRef } from 'react';
import { usePreference } from '../ui/preferences';
import { createSequence, isForeign, isTyping } from './key-sequence';

/** Keys as the event names them (`j`, `?`, `Escape`, `R` with shift), or two in a row (`g t`). */
export type Shortcuts = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/** Listens while the component is shown. Off in inputs, with modifiers, under a dialog, and where the reader wants none. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const [wanted] = usePreference('shortcuts');
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    if (wanted === 'off') return;
    const join = createSequence(new Set(['g']));
    const listen = (event: KeyboardEvent) => {
      const typing = isTyping(document.activeElement) || document.querySelector('dialog[open], [role="menu"]') !== null;
      if (event.defaultPrevented || isForeign(event, { typing })) return;
      const act = latest.current[join(event.key, event.timeStamp)];
      if (!act) return;
      event.preventDefault();
      act(event);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [wanted]);
}
