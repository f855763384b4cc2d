import { Command } from 'lucide-react';
import { cx } from './class-names';
import { Icon } from './icon';

interface KbdProps {
  /** Keys pressed together or one after the other; `mod` is ⌘. */
  readonly keys: readonly string[];
  readonly className?: string;
}

export function Kbd({ keys, className }: KbdProps) {
  return (
    <span className={cx('inline-flex gap-0.5', className)}>
      {keys.map((key) => (
        <kbd
          key={key}
          className="inline-grid h-4.5 min-w-4.5 place-items-center rounded-sm border border-line-strong px-1 text-micro leading-none"
        >
          {key === 'mod' ? <Icon as={Command} size={10} /> : key}
        </kbd>
      ))}
    </span>
  );
}
