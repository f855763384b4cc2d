'use client';

import { useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';

export interface ToastContent {
  readonly sign?: ReactNode;
  readonly title: ReactNode;
  readonly note?: ReactNode;
  /** A link or button at the right. */
  readonly action?: ReactNode;
}

interface Toast extends ToastContent {
  readonly id: number;
  readonly lastsMs: number;
}

const SHOWN_MS = 6000;

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function setToasts(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function dismiss(id: number): void {
  setToasts(toasts.filter((toast) => toast.id !== id));
}

/** Says something for a few seconds. */
export function showToast(content: ToastContent, lastsMs = SHOWN_MS): void {
  lastId += 1;
  setToasts([...toasts, { ...content, id: lastId, lastsMs }]);
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

const NONE: readonly Toast[] = [];

/** Where toasts stand: bottom right, above the tab bar on phones. */
export function Toaster() {
  const shown = useSyncExternalStore(
    watch,
    () => toasts,
    () => NONE,
  );
  const t = useTranslations('common');
  return (
    <div
      role="region"
      aria-label={t('notices')}
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-4 z-50 flex w-100 max-w-[calc(100vw-32px)] flex-col gap-2 max-md:bottom-18"
    >
      {shown.map((toast) => (
        <ToastLine key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function ToastLine({ toast }: { readonly toast: Toast }) {
  const [held, setHeld] = useState(false);
  const left = useRef(toast.lastsMs);
  useEffect(() => {
    if (held) return;
    const from = performance.now();
    const timer = setTimeout(() => dismiss(toast.id), left.current);
    return () => {
      clearTimeout(timer);
      left.current -= performance.now() - from;
    };
  }, [held, toast]);
  return (
    <div
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="animate-float pointer-events-auto relative flex min-h-11 items-center gap-2.5 overflow-hidden rounded-lg bg-overlay py-2 pr-2 pl-3.5 shadow-overlay"
    >
      {toast.sign}
      <span className="min-w-0 flex-1 wrap-anywhere">
        <b>{toast.title}</b> {toast.note && <span className="text-fg-3">{toast.note}</span>}
      </span>
      {toast.action}
    </div>
  );
}
