'use client';

import { useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from './button';

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
  /** Runs when the time is up; with it the toast offers Cancel. */
  readonly act: (() => void) | null;
  readonly onCancel: (() => void) | null;
}

const SHOWN_MS = 6000;
const UNDO_MS = 5000;

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function show(toast: Omit<Toast, 'id'>): () => void {
  lastId += 1;
  const id = lastId;
  setToasts([...toasts, { ...toast, id }]);
  return () => dismiss(id);
}

function setToasts(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function dismiss(id: number): void {
  setToasts(toasts.filter((toast) => toast.id !== id));
}

/** Says something for a few seconds; answers a function that takes it away. */
export function showToast(content: ToastContent, lastsMs = SHOWN_MS): () => void {
  return show({ ...content, lastsMs, act: null, onCancel: null });
}

/** Acts after 5 s unless it is cancelled: the undo of everything that is sent to workers by one click. */
export function actAfterToast(content: ToastContent, act: () => void, onCancel?: () => void): void {
  show({ ...content, lastsMs: UNDO_MS, act, onCancel: onCancel ?? null });
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
  const t = useTranslations('common');
  const [held, setHeld] = useState(false);
  const left = useRef(toast.lastsMs);
  useEffect(() => {
    if (held) return;
    const from = performance.now();
    const timer = setTimeout(() => {
      dismiss(toast.id);
      toast.act?.();
    }, left.current);
    return () => {
      clearTimeout(timer);
      left.current -= performance.now() - from;
    };
  }, [held, toast]);
  const cancel = () => {
    dismiss(toast.id);
    toast.onCancel?.();
  };
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
      {toast.act && <Button onClick={cancel}>{t('cancel')}</Button>}
      {toast.act && (
        <span
          aria-hidden
          className="animate-countdown absolute bottom-0 left-0 h-0.5 w-full bg-fg-3"
          style={{ animationDuration: `${toast.lastsMs}ms`, animationPlayState: held ? 'paused' : 'running' }}
        />
      )}
    </div>
  );
}
