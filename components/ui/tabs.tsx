'use client';

import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './class-names';

interface Tab<V extends string> {
  readonly value: V;
  readonly label: ReactNode;
  readonly sign?: ReactNode;
  /** Shown in grey after the label; already formatted. */
  readonly count?: string | null;
}

interface TabsProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly tabs: readonly Tab<V>[];
  readonly onChange: (value: V) => void;
  /** The panel of the chosen tab. */
  readonly children?: ReactNode;
}

export function Tabs<V extends string>({ label, value, tabs, onChange, children }: TabsProps<V>) {
  return (
    <Radix.Root value={value} onValueChange={(next) => onChange(next as V)}>
      <Radix.List
        aria-label={label}
        className="flex gap-0.5 overflow-x-auto border-b border-line px-4.5 [scrollbar-width:none] max-md:px-2"
      >
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className={cx(
              'relative flex h-9 items-center gap-1.75 px-2.25 whitespace-nowrap text-fg-2 hover:text-fg max-md:h-touch',
              'data-[state=active]:font-[550] data-[state=active]:text-fg',
              'after:absolute after:inset-x-2 after:-bottom-px after:h-0.5 after:rounded-full data-[state=active]:after:bg-ink',
              tab.count === '0' && 'text-fg-3',
            )}
          >
            {tab.sign}
            {tab.label}
            {tab.count && <span className="text-small font-normal text-fg-3">{tab.count}</span>}
          </Radix.Trigger>
        ))}
      </Radix.List>
      <Radix.Content value={value} tabIndex={-1} className="outline-none">
        {children}
      </Radix.Content>
    </Radix.Root>
  );
}
