'use client';

import { Check, type LucideIcon } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './class-names';
import { Icon } from './icon';
import { Kbd } from './kbd';

interface MenuProps {
  /** A button that takes a ref. */
  readonly trigger: ReactNode;
  readonly align?: 'start' | 'center' | 'end';
  /** Open when it first appears. */
  readonly defaultOpen?: boolean;
  /** What in it is no item and read out first. */
  readonly describedBy?: string;
  readonly children: ReactNode;
}

/** Not modal: a modal one would lock the scroll by a `<style>` element, which our policy refuses. */
export function Menu({ trigger, align = 'end', defaultOpen = false, describedBy, children }: MenuProps) {
  return (
    <Radix.Root modal={false} defaultOpen={defaultOpen}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          aria-describedby={describedBy}
          className="animate-float z-40 min-w-44 rounded-lg bg-overlay p-1 shadow-overlay"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const ITEM =
  'flex min-h-7 w-full cursor-default items-center gap-2 rounded-sm px-2 outline-none select-none data-highlighted:bg-inset max-md:min-h-touch';

interface MenuItemProps {
  readonly icon?: LucideIcon;
  readonly keys?: readonly string[];
  readonly danger?: boolean;
  /** Why it can't be used now; it stays visible. */
  readonly disabledReason?: string | null;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

export function MenuItem({ icon, keys, danger = false, disabledReason, onSelect, children }: MenuItemProps) {
  const disabled = Boolean(disabledReason);
  return (
    <Radix.Item
      aria-disabled={disabled || undefined}
      onSelect={(event) => {
        if (disabled) event.preventDefault();
        else onSelect();
      }}
      className={cx(ITEM, disabled ? 'text-fg-disabled' : danger && 'text-danger')}
    >
      {icon && <Icon as={icon} size={14} className={disabled || danger ? undefined : 'text-fg-3'} />}
      <span className="flex-1">
        {children}
        {disabled && <span className="block text-small text-fg-3">{disabledReason}</span>}
      </span>
      {keys && <Kbd keys={keys} />}
    </Radix.Item>
  );
}

interface MenuChoiceProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly onChange: (value: V) => void;
}

/** One of several, inside a menu. */
export function MenuChoice<V extends string>({ label, value, options, onChange }: MenuChoiceProps<V>) {
  return (
    <Radix.RadioGroup value={value} onValueChange={(next) => onChange(next as V)}>
      <Radix.Label className="px-2 pt-1.5 pb-1 text-small text-fg-3">{label}</Radix.Label>
      {options.map((option) => (
        <Radix.RadioItem key={option.value} value={option.value} className={ITEM}>
          <span className="grid size-3.5 place-items-center">
            <Radix.ItemIndicator>
              <Icon as={Check} size={14} />
            </Radix.ItemIndicator>
          </span>
          {option.label}
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

interface MenuCheckProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
}

/** On or off, inside a menu, which stays open. */
export function MenuCheck({ checked, onChange, children }: MenuCheckProps) {
  return (
    <Radix.CheckboxItem
      checked={checked}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
      className={ITEM}
    >
      <span className="grid size-3.5 place-items-center">
        <Radix.ItemIndicator>
          <Icon as={Check} size={14} />
        </Radix.ItemIndicator>
      </span>
      {children}
    </Radix.CheckboxItem>
  );
}

export function MenuSeparator() {
  return <Radix.Separator className="my-1 h-px bg-line" />;
}
