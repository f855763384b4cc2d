'use client';

import type { LucideIcon } from 'lucide-react';
import Link from 'next/link';
import type { ComponentProps, MouseEvent, ReactNode } from 'react';
import { cx } from './class-names';
import { Icon } from './icon';
import { Kbd } from './kbd';
import { Tooltip } from './tooltip';

export type ButtonVariant = 'default' | 'primary' | 'ghost' | 'danger' | 'danger-solid';

const VARIANTS: Readonly<Record<ButtonVariant, string>> = {
  default: 'border-line-strong bg-canvas hover:bg-subtle [&_svg]:text-fg-3',
  primary: 'border-ink bg-ink text-fg-inverse hover:bg-ink-hover',
  ghost: 'border-transparent text-fg-2 hover:bg-inset [&_svg]:text-fg-3',
  danger: 'border-line-strong bg-canvas text-danger hover:border-danger hover:bg-state-failure-tint',
  'danger-solid': 'border-danger bg-danger text-fg-inverse',
};

const BASE =
  'inline-flex h-control items-center justify-center gap-1.5 rounded-md border px-2.5 font-medium whitespace-nowrap transition-colors duration-fast max-md:h-9 max-md:px-3';
const DISABLED = 'cursor-not-allowed border-line-strong text-fg-disabled';

interface ButtonLooks {
  readonly variant?: ButtonVariant;
  readonly icon?: LucideIcon;
  readonly keys?: readonly string[];
  readonly children?: ReactNode;
}

export type ButtonProps = ButtonLooks &
  Omit<ComponentProps<'button'>, 'disabled'> & {
    /** Why it can't be used now: it stays visible and focusable, and says so in its tooltip. */
    readonly disabledReason?: string | null;
  };

export function Button({
  variant = 'default',
  icon,
  keys,
  disabledReason,
  onClick,
  className,
  children,
  ...rest
}: ButtonProps) {
  const disabled = Boolean(disabledReason);
  const click = (event: MouseEvent<HTMLButtonElement>) => {
    if (disabled) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <Tooltip content={disabledReason}>
      <button
        type="button"
        aria-disabled={disabled || undefined}
        onClick={click}
        className={cx(BASE, disabled ? DISABLED : VARIANTS[variant], className)}
        {...rest}
      >
        <ButtonContent icon={icon} keys={keys}>
          {children}
        </ButtonContent>
      </button>
    </Tooltip>
  );
}

type ButtonLinkProps = ButtonLooks & Omit<ComponentProps<typeof Link>, 'children'>;

export function ButtonLink({ variant = 'default', icon, keys, className, children, ...rest }: ButtonLinkProps) {
  return (
    <Link prefetch={false} className={cx(BASE, VARIANTS[variant], className)} {...rest}>
      <ButtonContent icon={icon} keys={keys}>
        {children}
      </ButtonContent>
    </Link>
  );
}

function ButtonContent({
  icon,
  keys,
  children,
}: {
  readonly icon: LucideIcon | undefined;
  readonly keys: readonly string[] | undefined;
  readonly children: ReactNode;
}) {
  return (
    <>
      {icon && <Icon as={icon} size={14} className="-ml-0.5" />}
      {children}
      {keys && <Kbd keys={keys} className="opacity-75 max-md:hidden" />}
    </>
  );
}

export type IconButtonProps = Omit<ComponentProps<'button'>, 'disabled' | 'children'> & {
  readonly icon: LucideIcon;
  /** Its name for those who do not see the icon, and its tooltip. */
  readonly label: string;
  readonly size?: 12 | 14 | 16;
  readonly disabledReason?: string | null;
};

export function IconButton({ icon, label, size = 16, disabledReason, onClick, className, ...rest }: IconButtonProps) {
  const disabled = Boolean(disabledReason);
  return (
    <Tooltip content={disabledReason ?? label}>
      <button
        type="button"
        aria-label={label}
        aria-disabled={disabled || undefined}
        onClick={disabled ? undefined : onClick}
        className={cx(
          'inline-grid size-control shrink-0 place-items-center rounded-md max-md:size-9',
          disabled ? 'cursor-not-allowed text-fg-disabled' : 'text-fg-2 hover:bg-inset',
          className,
        )}
        {...rest}
      >
        <Icon as={icon} size={size} />
      </button>
    </Tooltip>
  );
}
