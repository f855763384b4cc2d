'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { TimeShown } from '../time/time-window';
import { queryTerm, tasksHref } from '../ui/hrefs';
import { Td, Tr } from '../ui/table';
import { TaskName } from '../ui/task-name';
import { TextLink } from '../ui/text-link';

/** Rows of each table of this page. */
export const ROWS = 5;

/** The name takes what the numbers leave, and is cut before they are. */
export const NAME_CELL = 'w-full max-w-0';

/** Why something is not shown. */
export type Missing = 'loading' | 'unreadable';

interface NowPanelProps {
  readonly title: ReactNode;
  readonly link: ReactNode;
  readonly children: ReactNode;
}

/** One of the three tables at the end of the page. */
export function NowPanel({ title, link, children }: NowPanelProps) {
  return (
    <section className="min-w-0 px-6 py-3.5 max-md:px-4 [&_td]:px-2 [&_th]:px-2">
      <div className="mb-2 flex min-h-7 items-center gap-2.5">
        <h2 className="text-strong tracking-title">{title}</h2>
        <span className="ml-auto text-small">{link}</span>
      </div>
      {children}
    </section>
  );
}

interface TypeLinkProps {
  readonly name: string;
  readonly time: TimeShown;
  /** Its failures only. */
  readonly failures?: boolean;
}

/** The tasks of a type in the period. */
export function TypeLink({ name, time, failures = false }: TypeLinkProps) {
  const q = failures ? `${queryTerm('task', name)} state:FAILURE` : queryTerm('task', name);
  return (
    <TextLink href={tasksHref({ q, ...time.text })} variant="name" title={name} className="block truncate">
      <TaskName name={name} />
    </TextLink>
  );
}

interface LastRowProps {
  readonly span: number;
  readonly known: boolean;
  readonly missing: Missing;
  /** What stands after the last row; null for nothing. */
  readonly note: string | null;
}

export function LastRow({ span, known, missing, note }: LastRowProps) {
  const t = useTranslations('now.table');
  if (known && note === null) return null;
  return (
    <Tr still>
      <Td colSpan={span} className="text-fg-3">
        {known ? note : t(missing)}
      </Td>
    </Tr>
  );
}
