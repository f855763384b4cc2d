'use client';

import { Switch as Radix } from 'radix-ui';
import { useId, type ReactNode } from 'react';

interface SwitchProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
}

export function Switch({ checked, onChange, children }: SwitchProps) {
  const id = useId();
  return (
    <span className="inline-flex min-h-6 items-center gap-1.75">
      <Radix.Root
        id={id}
        checked={checked}
        onCheckedChange={onChange}
        className="relative h-3.5 w-6 rounded-full bg-line-control before:absolute before:-inset-1.5 data-[state=checked]:bg-ink"
      >
        <Radix.Thumb className="absolute top-0.5 left-0.5 size-2.5 rounded-full bg-canvas transition-[left] duration-fast data-[state=checked]:left-3" />
      </Radix.Root>
      <label htmlFor={id}>{children}</label>
    </span>
  );
}
