'use client';

import { Check, Minus } from 'lucide-react';
import { Checkbox as Radix } from 'radix-ui';
import type { MouseEvent } from 'react';
import { Icon } from './icon';

interface CheckboxProps {
  readonly checked: boolean | 'indeterminate';
  readonly onChange: (checked: boolean) => void;
  /** Its name; a label beside it points to `id` instead. */
  readonly label?: string;
  readonly id?: string;
  /** Sees the modifier keys, for ranges. */
  readonly onClick?: (event: MouseEvent<HTMLButtonElement>) => void;
}

export function Checkbox({ checked, onChange, label, id, onClick }: CheckboxProps) {
  return (
    <Radix.Root
      checked={checked}
      onCheckedChange={(next) => onChange(next === true)}
      aria-label={label}
      {...(id ? { id } : {})}
      {...(onClick ? { onClick } : {})}
      // The box is small, its target is not.
      className="relative inline-grid size-3.5 shrink-0 place-items-center rounded-sm border border-line-control bg-canvas align-middle text-fg-inverse before:absolute before:-inset-1.5 data-[state=checked]:border-ink data-[state=checked]:bg-ink data-[state=indeterminate]:border-ink data-[state=indeterminate]:bg-ink max-md:size-4.5"
    >
      <Radix.Indicator>
        <Icon as={checked === 'indeterminate' ? Minus : Check} size={10} />
      </Radix.Indicator>
    </Radix.Root>
  );
}
