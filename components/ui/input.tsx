import { useId, type ComponentProps, type ReactNode } from 'react';
import { cx } from './class-names';

const FIELD =
  'w-full rounded-md border border-line-control bg-canvas px-2.5 placeholder:text-fg-3 aria-invalid:border-danger';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cx(FIELD, 'h-8 max-md:h-9', className)} {...rest} />;
}

/** `code`: for arguments and the like. */
export function Textarea({
  code = false,
  className,
  ...rest
}: ComponentProps<'textarea'> & { readonly code?: boolean }) {
  return <textarea className={cx(FIELD, 'min-h-16 py-1.5', code && 'font-mono text-small', className)} {...rest} />;
}

interface FieldProps {
  readonly label: ReactNode;
  /** What is wrong with it. */
  readonly error?: string | null;
  readonly hint?: ReactNode;
  readonly children: (ids: { readonly id: string; readonly describedBy: string | undefined }) => ReactNode;
}

/** Label above, hint or error below, tied to the control. */
export function Field({ label, error, hint, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-small font-medium text-fg-3">
        {label}
      </label>
      {children({ id, describedBy: note ? noteId : undefined })}
      {note && (
        <p
          id={noteId}
          role={error ? 'alert' : undefined}
          className={cx('mt-1 text-small', error ? 'text-danger' : 'text-fg-3')}
        >
          {note}
        </p>
      )}
    </div>
  );
}
