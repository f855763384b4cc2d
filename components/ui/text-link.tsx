import Link from 'next/link';
import type { ComponentProps } from 'react';
import { cx } from './class-names';

/** `in-text`: underlined, since colour alone would not tell it from the words around it. */
type TextLinkProps = ComponentProps<typeof Link> & { readonly variant?: 'plain' | 'in-text' | 'name' };

const VARIANTS = {
  plain: 'text-accent hover:text-accent-hover hover:underline',
  'in-text': 'text-accent underline decoration-accent/40 hover:text-accent-hover hover:decoration-current',
  name: 'font-[550] hover:underline',
} as const;

export function TextLink({ variant = 'plain', className, ...rest }: TextLinkProps) {
  return <Link prefetch={false} className={cx('underline-offset-2', VARIANTS[variant], className)} {...rest} />;
}
