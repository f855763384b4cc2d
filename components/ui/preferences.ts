'use client';

import { useCallback, useSyncExternalStore } from 'react';
import { keyOf } from './preference-key';

/** What a reader chooses for himself; kept in his browser. */
export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark';
  readonly timeZone: 'local' | 'utc';
  readonly shortcuts: 'on' | 'off';
}

const DEFAULTS: Preferences = { theme: 'system', timeZone: 'local', shortcuts: 'on' };

const ALLOWED: { readonly [N in keyof Preferences]: readonly Preferences[N][] } = {
  theme: ['system', 'light', 'dark'],
  timeZone: ['local', 'utc'],
  shortcuts: ['on', 'off'],
};

const listeners = new Set<() => void>();
// What a browser that refuses storage was told; lasts as long as the page.
const chosen = new Map<string, string>();

function readPreference<N extends keyof Preferences>(name: N): Preferences[N] {
  const text = chosen.get(name) ?? stored(name);
  return ALLOWED[name].find((value) => value === text) ?? DEFAULTS[name];
}

function stored(name: keyof Preferences): string | null {
  try {
    return localStorage.getItem(keyOf(name));
  } catch {
    // Storage is refused (private mode, policy): the defaults hold.
    return null;
  }
}

function writePreference(name: keyof Preferences, value: string): void {
  chosen.set(name, value);
  try {
    localStorage.setItem(keyOf(name), value);
  } catch {
    // Refused as above: the choice holds until the page is left.
  }
  for (const listener of listeners) listener();
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

export function usePreference<N extends keyof Preferences>(
  name: N,
): readonly [Preferences[N], (value: Preferences[N]) => void] {
  const value = useSyncExternalStore(
    watch,
    () => readPreference(name),
    () => DEFAULTS[name],
  );
  const set = useCallback((next: Preferences[N]) => writePreference(name, next), [name]);
  return [value, set];
}
