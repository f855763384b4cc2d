'use client';

import { Popover as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './class-names';

interface PopoverProps {
  /** A button that takes a ref. */
  readonly trigger: ReactNode;
  readonly children: ReactNode;
  readonly align?: 'start' | 'center' | 'end';
  /** Open when it first appears. */
  readonly defaultOpen?: boolean;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  readonly label?: string;
  readonly className?: string;
}

export function Popover({
  trigger,
  children,
  align = 'start',
  defaultOpen = false,
  open,
  onOpenChange,
  label,
  className,
}: PopoverProps) {
  const controlled = open === undefined ? { defaultOpen } : { open };
  return (
    <Radix.Root {...controlled} {...(onOpenChange ? { onOpenChange } : {})}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          aria-label={label}
          className={cx('animate-float z-40 rounded-lg bg-overlay p-3 shadow-overlay', className)}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
