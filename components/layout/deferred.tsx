'use client';

import { useState, type ReactNode } from 'react';

interface DeferredProps {
  /** The control as it stands before it was ever used. */
  readonly closed: (open: () => void) => ReactNode;
  /** The same control, opened; its code is fetched only then. */
  readonly opened: ReactNode;
}

/** Menus and popovers that most readers never open cost the first paint nothing. */
export function Deferred({ closed, opened }: DeferredProps) {
  const [used, setUsed] = useState(false);
  return used ? opened : closed(() => setUsed(true));
}
