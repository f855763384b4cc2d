'use client';

import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useTranslations } from 'use-intl';
import { ACTION_NAMES } from '@/lib/cluster/action';
import { useKeptNote } from '../layout/use-kept-note';
import { useView } from '../live/use-view';
import { Button } from '../ui/button';
import { EmptyState } from '../ui/empty-state';
import { ExportButton } from '../ui/export-button';
import { ACTION_COLUMNS } from '@/lib/export/action-columns';
import { exportText } from '@/lib/export/export-text';
import { ErrorPanel } from '../ui/error-panel';
import { ListFoot } from '../ui/list-foot';
import { PageHead } from '../ui/page-head';
import { Select } from '../ui/select';
import { LoadingRows } from '../ui/skeleton';
import { WhenExplained } from '../ui/when-explained';
import { JobsSection } from '../jobs/jobs-section';
import { groupActions, mergeActions } from './action-groups';
import { ActionTable } from './action-table';
import { useOlderActions } from './use-older-actions';

const NAMES = ['all', ...ACTION_NAMES] as const;

const FILTER = {
  action: parseAsStringLiteral(NAMES).withDefault('all'),
  /** The entry whose answers are shown. */
  open: parseAsString.withDefault(''),
  /** The bulk job that is shown whole. */
  job: parseAsString.withDefault(''),
};

const NO_PARAMS = {};

export function ActionsPage() {
  return (
    <WhenExplained namespace="actions">
      <Log />
    </WhenExplained>
  );
}

/** Who did what, when, why, and what each target answered. */
function Log() {
  const t = useTranslations('actions');
  const [filter, setFilter] = useQueryStates(FILTER, { history: 'push' });
  const kept = useKeptNote();
  const view = useView('actions', NO_PARAMS);
  const older = useOlderActions(view.value?.nextCursor ?? null);
  const all = mergeActions(view.value?.actions ?? [], older.actions);
  const shown = all.filter((action) => filter.action === 'all' || action.name === filter.action);
  const groups = groupActions(shown);
  return (
    <>
      <PageHead
        title={t('title')}
        actions={
          <>
            <Select
              label={t('filter')}
              value={filter.action}
              onChange={(action) => void setFilter({ action, open: '' })}
              options={NAMES.map((value) => ({ value, label: t(`name.${value}`) }))}
            />
            {shown.length > 0 && (
              <ExportButton name="actions" source={{ textOf: (format) => exportText(format, ACTION_COLUMNS, shown) }} />
            )}
          </>
        }
      >
        <span className="text-fg-3 max-md:hidden">{t('about')}</span>
      </PageHead>
      <JobsSection openId={filter.job} onOpen={(job) => void setFilter({ job })} />
      {view.status === 'failed' && (
        <ErrorPanel
          title={t('failed')}
          detail={view.error?.message ?? null}
          onRetry={view.retry}
          className="border-t border-line"
        />
      )}
      {view.value === undefined && view.status !== 'failed' && <LoadingRows />}
      {groups.length > 0 && (
        <ActionTable groups={groups} openId={filter.open} onOpen={(id) => void setFilter({ open: id })} />
      )}
      {view.value !== undefined && groups.length === 0 && (
        <NoActions
          filtered={filter.action !== 'all' && all.length > 0}
          onRemove={() => void setFilter({ action: 'all' })}
        />
      )}
      {older.error && (
        <ErrorPanel
          title={t('olderFailed')}
          detail={older.error.detail}
          requestId={older.error.requestId}
          onRetry={older.loadMore ?? undefined}
        />
      )}
      {groups.length > 0 && older.loadMore === null && <ListFoot notes={[t('end', { count: shown.length }), kept]} />}
      {older.loadMore && !older.error && (
        <div className="px-6 py-3 max-md:px-4">
          <Button onClick={older.loadMore} disabledReason={older.loading ? t('loadingOlder') : null}>
            {t('loadOlder')}
          </Button>
        </div>
      )}
    </>
  );
}

function NoActions({ filtered, onRemove }: { readonly filtered: boolean; readonly onRemove: () => void }) {
  const t = useTranslations('actions');
  if (filtered) {
    return (
      <EmptyState
        title={t('noMatch')}
        action={<Button onClick={onRemove}>{t('showAll')}</Button>}
        className="border-t border-line"
      />
    );
  }
  return (
    <EmptyState title={t('empty')} className="border-t border-line">
      {t('emptyText')}
    </EmptyState>
  );
}
