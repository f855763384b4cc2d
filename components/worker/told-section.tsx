'use client';

import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs';
import { memo, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { queryTerm, tasksHref } from '@/components/ui/hrefs';
import { Input } from '@/components/ui/input';
import { Segmented } from '@/components/ui/segmented';
import { Table, TableHead, TableScroll, Td, Th, Tr } from '@/components/ui/table';
import { TaskName } from '@/components/ui/task-name';
import { TextLink } from '@/components/ui/text-link';
import type { WorkerDetail } from '@/lib/cluster/worker';
import { flattenSettings, settingsOf, type SettingRow } from '@/lib/workers/settings-diff';

const LISTS = ['conf', 'stats', 'registered'] as const;
type ListName = (typeof LISTS)[number];

/** Shown before the rest is asked for. */
const FIRST = 15;

/** What the worker told when it was asked: settings, statistics, task types; searchable. */
export function ToldSection({ worker }: { readonly worker: WorkerDetail }) {
  const t = useTranslations('worker.settings');
  const [list, setList] = useQueryState('told', parseAsStringLiteral(LISTS).withDefault('conf'));
  const [text, setText] = useQueryState('find', parseAsString.withDefault(''));
  const [all, setAll] = useState(false);
  const told = worker[list];
  const rows = useMemo(() => rowsOf(list, told), [list, told]);
  const matching = useMemo(() => {
    const needle = text.trim().toLowerCase();
    return rows.filter((row) => `${row.path} ${row.text}`.toLowerCase().includes(needle));
  }, [rows, text]);
  const shown = useMemo(() => (all ? matching : matching.slice(0, FIRST)), [all, matching]);
  const readAt = worker.readAt[list];
  return (
    <section className="border-t border-line px-6 pt-4 pb-5 max-md:px-4">
      <div className="mb-2 flex flex-wrap items-center gap-2.5">
        <Segmented<ListName>
          label={t('label')}
          value={list}
          onChange={(next) => void setList(next)}
          options={LISTS.map((value) => ({ value, label: t(value) }))}
        />
        <span className="w-48 max-md:w-full">
          <Input
            type="search"
            value={text}
            onChange={(event) => void setText(event.target.value)}
            placeholder={t('search')}
            aria-label={t('searchLabel')}
            maxLength={200}
            className="h-control! max-md:h-9!"
          />
        </span>
        <span className="text-small text-fg-3">
          {told !== null && t('count', { shown: matching.length, total: rows.length })}
          {readAt !== undefined && (
            <>
              {' · '}
              {t.rich('readRich', { age: () => <Age at={readAt} prose /> })}
            </>
          )}
        </span>
      </div>
      {list === 'conf' && <p className="mb-1 text-small text-fg-3">{t('confNote')}</p>}
      {told === null && <p className="py-2 text-fg-3">{t('none')}</p>}
      {told !== null && matching.length === 0 && (
        <p className="py-2 text-fg-3">{rows.length === 0 ? t('none') : t('noMatch', { text })}</p>
      )}
      {shown.length > 0 && <ToldTable list={list} rows={shown} />}
      {matching.length > shown.length && (
        <Button variant="ghost" className="mt-1 -ml-2.5" onClick={() => setAll(true)}>
          {t('more', { count: matching.length })}
        </Button>
      )}
    </section>
  );
}

type Told = WorkerDetail[ListName];

function rowsOf(list: ListName, told: Told): readonly SettingRow[] {
  if (told === null) return [];
  if (isNames(told)) return told.map((path) => ({ path, text: '' }));
  return flattenSettings(list === 'conf' ? settingsOf(told) : told);
}

function isNames(told: NonNullable<Told>): told is readonly string[] {
  return Array.isArray(told);
}

interface ToldTableProps {
  readonly list: ListName;
  readonly rows: readonly SettingRow[];
}

const ToldTable = memo(function ToldTable({ list, rows }: ToldTableProps) {
  const t = useTranslations('worker.settings');
  return (
    <TableScroll label={t(list)}>
      <Table dense>
        <TableHead className="max-md:hidden">
          <tr>
            <Th>{t('name')}</Th>
            {list !== 'registered' && <Th>{t('value')}</Th>}
          </tr>
        </TableHead>
        <tbody>
          {rows.map((row) => (
            <Tr key={row.path} className="max-md:block max-md:border-b max-md:border-line max-md:py-1">
              {list === 'registered' ? (
                <Td>
                  <TextLink href={tasksHref({ q: queryTerm('task', row.path) })} variant="name">
                    <TaskName name={row.path} />
                  </TextLink>
                </Td>
              ) : (
                <>
                  <Td
                    className="max-w-100 truncate py-1.25 align-top max-md:block max-md:h-auto! max-md:border-0 max-md:p-0"
                    title={row.path}
                  >
                    <code>{row.path}</code>
                  </Td>
                  <Td className="w-full py-1.25 align-top whitespace-normal! max-md:block max-md:h-auto! max-md:border-0 max-md:p-0!">
                    <code className="wrap-anywhere text-fg-2">{row.text}</code>
                  </Td>
                </>
              )}
            </Tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
});
