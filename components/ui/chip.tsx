'use client';

import { Plus, X } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Icon } from './icon';

interface ChipProps {
  readonly label: string;
  readonly value: ReactNode;
  readonly onRemove?: () => void;
  /** Opens the editor of this filter. */
  readonly onEdit?: () => void;
}

/** A filter: `key value ×`. */
export function Chip({ label, value, onRemove, onEdit }: ChipProps) {
  const t = useTranslations('common');
  const text = (
    <>
      <span className="text-fg-3">{label}</span>
      <span className="max-w-60 truncate">{value}</span>
    </>
  );
  return (
    <span className="inline-flex h-6.5 shrink-0 items-center gap-1.5 rounded-md border border-line-strong pr-1 pl-2 text-small whitespace-nowrap max-md:h-9">
      {onEdit ? (
        <button type="button" onClick={onEdit} className="inline-flex items-center gap-1.5">
          {text}
        </button>
      ) : (
        text
      )}
      {onRemove && (
        <button
          type="button"
          onClick={onRemove}
          aria-label={t('removeFilter', { name: label })}
          className="relative grid size-4.5 place-items-center rounded-sm text-fg-3 before:absolute before:-inset-1 hover:bg-inset max-md:size-6"
        >
          <Icon as={X} size={12} />
        </button>
      )}
    </span>
  );
}

/** The dashed button that adds a filter. */
export function AddChip({ children, ...rest }: ComponentProps<'button'>) {
  return (
    <button
      type="button"
      className="inline-flex h-6.5 shrink-0 items-center gap-1.5 rounded-md border border-dashed border-line-strong px-2 text-small whitespace-nowrap text-fg-2 hover:border-line-control max-md:h-9"
      {...rest}
    >
      <Icon as={Plus} size={12} />
      {children}
    </button>
  );
}
