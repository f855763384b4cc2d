'use client';

import { useEffect, useId, useRef, type ReactNode, type SyntheticEvent } from 'react';
import { cx } from './class-names';

interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** The question or name. */
  readonly title: ReactNode;
  readonly children: ReactNode;
  /** Buttons; the first one with `autoFocus` has the focus, Cancel by rule. */
  readonly footer?: ReactNode;
  readonly wide?: boolean;
  readonly className?: string;
}

/**
 * A modal on the browser's own `<dialog>`: focus stays inside and the page behind is inert without a library, which
 * would lock the scroll by a `<style>` element that our content security policy refuses.
 */
export function Dialog({ open, onClose, title, children, footer, wide = false, className }: DialogProps) {
  const titleId = useId();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog || !open) return;
    // React leaves `autofocus` out of the markup, so showModal() would focus the first button it finds.
    const wanted = dialog.querySelector<HTMLElement>('[data-autofocus]');
    dialog.showModal();
    wanted?.focus();
    return () => dialog.close();
  }, [open]);
  if (!open) return null;
  const cancel = (event: SyntheticEvent) => {
    event.preventDefault();
    onClose();
  };
  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onCancel={cancel}
      onPointerDown={(event) => {
        if (event.target === ref.current) onClose();
      }}
      className={cx(
        'animate-float m-auto max-h-[calc(100dvh-32px)] w-[calc(100vw-32px)] overflow-y-auto rounded-xl bg-overlay text-fg shadow-overlay',
        wide ? 'max-w-180' : 'max-w-130',
        className,
      )}
    >
      <div className="px-5 pt-4.5 pb-3.5">
        <h2 id={titleId} className="text-strong">
          {title}
        </h2>
        {children}
        {footer && <div className="mt-3.5 flex flex-wrap items-center gap-2">{footer}</div>}
      </div>
    </dialog>
  );
}
