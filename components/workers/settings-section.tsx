'use client';

import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/ui/button';
import { cx } from '@/components/ui/class-names';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Section } from '@/components/ui/section';
import { Table, TableHead, TableScroll, Td, Th, Tr } from '@/components/ui/table';
import type { WorkerView } from '@/lib/cluster/worker';
import { diffSettings, type SettingDiff } from '@/lib/workers/settings-diff';
import { MAX_COMPARED, useWorkerSettings } from './use-worker-settings';

/** Up to this many workers are compared unasked. */
const UNASKED = 12;

/** Where workers that should be alike are not. */
export function SettingsSection({ workers }: { readonly workers: readonly WorkerView[] }) {
  const t = useTranslations('workers.settings');
  const up = workers.filter((worker) => worker.status !== 'gone');
  const compared = up.slice(0, MAX_COMPARED).map((worker) => worker.hostname);
  const [asked, setAsked] = useState(false);
  const wanted = asked || compared.length <= UNASKED;
  const settings = useWorkerSettings(compared, wanted);
  const diff = useMemo(() => diffSettings(settings.told), [settings.told]);
  if (up.length === 0) return null;
  const notes = [
    ...(settings.phase === 'done' && settings.told.length > 1
      ? [
          diff.differing.length > 0
            ? t('note', { differing: diff.differing.length, total: diff.total })
            : t('noneDiffer', { total: diff.total }),
        ]
      : []),
    ...(settings.missing > 0 ? [t('missing', { count: settings.missing })] : []),
    ...(up.length > MAX_COMPARED ? [t('bounded', { count: MAX_COMPARED })] : []),
    ...common(up, t),
  ];
  return (
    <Section title={t('title')} note={notes.join('; ')}>
      {settings.phase === 'failed' && (
        <ErrorPanel title={t('failed')} detail={settings.error?.detail ?? null} onRetry={settings.again} />
      )}
      {settings.phase === 'idle' && (
        <p className="flex flex-wrap items-center gap-3 text-fg-3">
          <Button onClick={() => setAsked(true)}>{t('compare', { count: compared.length })}</Button>
          {t('compareWhy')}
        </p>
      )}
      {settings.phase === 'reading' && (
        <p role="status" className="py-2 text-fg-3">
          {t('comparing', { count: compared.length })}
        </p>
      )}
      {settings.phase === 'done' && diff.differing.length === 0 && (
        <p className="py-2 text-fg-3">{t(settings.told.length === 1 ? 'one' : 'same')}</p>
      )}
      {settings.phase === 'done' && diff.differing.length > 0 && <DiffTable diffs={diff.differing} />}
    </Section>
  );
}

function common(up: readonly WorkerView[], t: (key: string, values: Record<string, string>) => string): string[] {
  const same = (of: (worker: WorkerView) => string | null) => {
    const values = new Set(up.map(of));
    return values.size === 1 ? ([...values][0] ?? null) : null;
  };
  const version = same((worker) => worker.version);
  const parts = [version === null ? null : t('celery', { version }), same((worker) => worker.pool)].filter(
    (part) => part !== null,
  );
  return up.length < 2 || parts.length === 0 ? [] : [t('allRun', { what: parts.join(', ') })];
}

function DiffTable({ diffs }: { readonly diffs: readonly SettingDiff[] }) {
  const t = useTranslations('workers.settings');
  return (
    <TableScroll label={t('title')}>
      <Table dense>
        <TableHead>
          <tr>
            <Th className="w-65">{t('setting')}</Th>
            <Th className="w-45">{t('value')}</Th>
            <Th>{t('workers')}</Th>
          </tr>
        </TableHead>
        <tbody>
          {diffs.flatMap((diff, place) =>
            diff.values.map((value, index) => (
              <Tr key={`${diff.name} ${value.text ?? ''}`} still>
                {index === 0 && (
                  <Td
                    rowSpan={diff.values.length}
                    className={cx('pt-1.5 align-top', place === diffs.length - 1 && 'border-b-0')}
                  >
                    <code>{diff.name}</code>
                  </Td>
                )}
                <Td className="max-w-90 truncate pl-3!" title={value.text ?? undefined}>
                  {value.text === null ? (
                    <span className="text-small text-fg-3">{t('default')}</span>
                  ) : (
                    <code>{value.text}</code>
                  )}
                </Td>
                <Td className="py-1 whitespace-normal! text-fg-2" title={value.workers.join(', ')}>
                  {index === 0 && value.workers.length > 6
                    ? t('theOthers', { count: value.workers.length })
                    : value.workers.join(', ')}
                </Td>
              </Tr>
            )),
          )}
        </tbody>
      </Table>
    </TableScroll>
  );
}
