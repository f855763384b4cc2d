import type { LucideIcon } from 'lucide-react';
import { cx } from './class-names';

interface IconProps {
  readonly as: LucideIcon;
  readonly size?: 10 | 12 | 14 | 16 | 18;
  readonly className?: string;
}

/** A lucide icon as this product draws them: thicker lines when small, never announced. */
export function Icon({ as: Drawing, size = 16, className }: IconProps) {
  return (
    <Drawing size={size} strokeWidth={size >= 16 ? 1.75 : 2} aria-hidden className={cx('block shrink-0', className)} />
  );
}
