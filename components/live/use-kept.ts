'use client';

import { useState } from 'react';

/** The last value while the next one is on its way, so that a page does not blink when its parameters change. */
export function useKept<T>(value: T | undefined): { readonly value: T | undefined; readonly old: boolean } {
  const [kept, setKept] = useState(value);
  if (value !== undefined && value !== kept) setKept(value);
  return { value: value ?? kept, old: value === undefined && kept !== undefined };
}
