'use client';

import type { KeyboardEvent } from 'react';
import { cx } from './class-names';

interface SegmentedProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly onChange: (value: V) => void;
  readonly className?: string;
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

/** One of a few, all of them visible; one stop of the tab key, arrows choose. */
export function Segmented<V extends string>({ label, value, options, onChange, className }: SegmentedProps<V>) {
  // With none chosen the first one is the stop of the tab key.
  const stop = options.some((option) => option.value === value) ? value : options[0]?.value;
  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const here = options.findIndex((option) => option.value === value);
    const next = here < 0 ? 0 : (here + step + options.length) % options.length;
    const chosen = options[next];
    if (!chosen) return;
    onChange(chosen.value);
    const button = event.currentTarget.children[next];
    if (button instanceof HTMLElement) button.focus();
  };
  return (
    <div
      role="radiogroup"
      aria-label={label}
      onKeyDown={press}
      className={cx('inline-flex h-control rounded-md bg-inset p-0.5 max-md:h-9', className)}
    >
      {options.map((option) => {
        const chosen = option.value === value;
        return (
          <button
            key={option.value}
            type="button"
            role="radio"
            aria-checked={chosen}
            tabIndex={option.value === stop ? 0 : -1}
            onClick={() => onChange(option.value)}
            className={cx(
              'flex-1 rounded-sm px-2.25 text-small whitespace-nowrap',
              chosen ? 'bg-canvas font-[550] ring-1 ring-line-strong' : 'text-fg-2 hover:text-fg',
            )}
          >
            {option.label}
          </button>
        );
      })}
    </div>
  );
}
