'use client';

import { Search, X } from 'lucide-react';
import { IconButton } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { Input } from '@/components/ui/input';

interface FilterBoxProps {
  readonly label: string;
  readonly placeholder: string;
  readonly clearLabel: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

/** A line of text that narrows a list while it is typed. */
export function FilterBox({ label, placeholder, clearLabel, value, onChange }: FilterBoxProps) {
  return (
    <span className="relative inline-flex w-60 items-center max-lg:w-40 max-md:w-auto max-md:flex-1">
      <Icon as={Search} size={14} className="pointer-events-none absolute left-2 text-fg-3" />
      <Input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        maxLength={200}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && onChange('')}
        className="h-control! pr-8 pl-7.5 max-md:h-9! [&::-webkit-search-cancel-button]:hidden"
      />
      {value !== '' && (
        <IconButton
          icon={X}
          size={14}
          label={clearLabel}
          onClick={() => onChange('')}
          className="absolute! right-0.5 size-6! max-md:size-8!"
        />
      )}
    </span>
  );
}
