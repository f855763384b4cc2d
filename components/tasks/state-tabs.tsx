'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { cx } from '@/components/ui/class-names';
import { StateSign, useStateWord } from '@/components/ui/state-sign';
import { useFormat } from '@/components/ui/use-format';
import type { Count, TaskFacets } from '@/lib/api/views';
import { toStateTabs } from '@/lib/tasks/state-tabs';

interface StateTabsProps {
  readonly q: string;
  readonly facets: TaskFacets | null;
  readonly count: Count | null;
  readonly onState: (state: string | null) => void;
}

/** The states with their counts; one of them narrows the list. */
export function StateTabs({ q, facets, count, onState }: StateTabsProps) {
  const t = useTranslations('tasks.tabs');
  const word = useStateWord();
  const { tabs, chosen, all } = toStateTabs(q, facets, count);
  return (
    <div
      role="group"
      aria-label={t('label')}
      className="flex gap-0.5 overflow-x-auto border-b border-line px-4.5 [scrollbar-width:none] max-md:px-2"
    >
      <Tab label={t('all')} count={all} on={chosen === null} onClick={() => onState(null)} />
      {tabs.map(({ state, count: inState }) => (
        <Tab
          key={state}
          label={word(state)}
          count={inState}
          on={chosen === state}
          sign={<StateSign state={state} className="animate-none!" />}
          onClick={() => onState(chosen === state ? null : state)}
        />
      ))}
    </div>
  );
}

interface TabProps {
  readonly label: string;
  readonly count: Count | null;
  readonly on: boolean;
  readonly sign?: ReactNode;
  readonly onClick: () => void;
}

function Tab({ label, count, on, sign, onClick }: TabProps) {
  const format = useFormat();
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={onClick}
      className={cx(
        'relative flex h-9 shrink-0 items-center gap-1.75 px-2.25 whitespace-nowrap hover:text-fg max-md:h-touch',
        on
          ? 'font-[550] text-fg after:absolute after:inset-x-2 after:bottom-0 after:h-0.5 after:rounded-full after:bg-ink'
          : count?.exact && count.value === 0
            ? 'text-fg-3'
            : 'text-fg-2',
      )}
    >
      {sign}
      {label}
      {/* At least none says nothing. */}
      {count !== null && (count.exact || count.value > 0) && (
        <span className="text-small font-normal text-fg-3">{format.total(count)}</span>
      )}
    </button>
  );
}
