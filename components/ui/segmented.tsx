'use client';

import { ToggleGroup } from 'radix-ui';
import { cx } from './class-names';

interface SegmentedProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly onChange: (value: V) => void;
  readonly className?: string;
}

/** One of a few, all of them visible. */
export function Segmented<V extends string>({ label, value, options, onChange, className }: SegmentedProps<V>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      // Radix answers '' when the chosen one is pressed again.
      onValueChange={(next) => next !== '' && onChange(next as V)}
      className={cx('inline-flex h-control rounded-md bg-inset p-0.5 max-md:h-9', className)}
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className="flex-1 rounded-sm px-2.25 text-small whitespace-nowrap text-fg-2 hover:text-fg data-[state=on]:bg-canvas data-[state=on]:font-[550] data-[state=on]:text-fg data-[state=on]:ring-1 data-[state=on]:ring-line-strong"
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
