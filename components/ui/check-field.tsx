import { useId, type ReactNode } from 'react';
import { Checkbox } from './checkbox';

interface CheckFieldProps {
  readonly label: string;
  /** What it means to check it. */
  readonly text: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  /** What is asked for besides, once it is checked. */
  readonly children?: ReactNode;
}

/** A choice in a dialog with what follows from it. */
export function CheckField({ label, text, checked, onChange, children }: CheckFieldProps) {
  const id = useId();
  return (
    <div className="mt-3.5 flex gap-2.5">
      <span className="pt-px">
        <Checkbox id={id} checked={checked} onChange={onChange} />
      </span>
      <div>
        <label htmlFor={id} className="font-[550] wrap-anywhere">
          {label}
        </label>
        <p className="text-fg-2">{text}</p>
        {children}
      </div>
    </div>
  );
}
