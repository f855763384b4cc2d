import { ChevronDown } from 'lucide-react';
import { cx } from './class-names';
import { Icon } from './icon';

interface SelectProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly onChange: (value: V) => void;
  readonly className?: string;
}

/** The browser's own list, in our looks: it is right on a phone, and needs no script. */
export function Select<V extends string>({ label, value, options, onChange, className }: SelectProps<V>) {
  return (
    <span className={cx('relative inline-flex', className)}>
      <select
        aria-label={label}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen) onChange(chosen.value);
        }}
        className="h-control w-full appearance-none rounded-md border border-line-strong bg-canvas pr-7 pl-2.5 font-medium hover:bg-subtle max-md:h-9"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon
        as={ChevronDown}
        size={14}
        className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-fg-3"
      />
    </span>
  );
}
