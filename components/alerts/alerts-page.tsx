'use client';

import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useTranslations } from 'use-intl';
import { MAX_FINDINGS } from '@/lib/api/limits';
import type { FindingView } from '@/lib/api/views';
import { bySeverity, worstSeverity } from '../findings/finding-order';
import { useKeptNote } from '../layout/use-kept-note';
import { useView } from '../live/use-view';
import { Chip } from '../ui/chip';
import { EmptyState } from '../ui/empty-state';
import { ExportButton } from '../ui/export-button';
import { exportText } from '@/lib/export/export-text';
import { FINDING_COLUMNS } from '@/lib/export/finding-columns';
import { ErrorPanel } from '../ui/error-panel';
import { ListFoot } from '../ui/list-foot';
import { LoadingRows } from '../ui/skeleton';
import { Tabs } from '../ui/tabs';
import { Verdict } from '../ui/verdict';
import { withTexts } from '@/components/ui/page-texts';
import alerts from '@/lib/i18n/en/alerts.json';
import { AlertRows } from './alert-rows';
import { byClosing } from './by-closing';
import { DetectorFilter } from './detector-filter';

const STATES = ['open', 'closed', 'all'] as const;
type State = (typeof STATES)[number];

const FILTER = {
  state: parseAsStringLiteral(STATES).withDefault('open'),
  /** Name of a detector; empty is all. */
  detector: parseAsString.withDefault(''),
  /** The finding that stands open. */
  open: parseAsString.withDefault(''),
};

/** Every finding, open and closed. */
function AlertsContent() {
  const t = useTranslations('alerts');
  const [filter, setFilter] = useQueryStates(FILTER, { history: 'push' });
  // All of them are one subscription: counts and list come from the same answer.
  const view = useView('findings', { state: 'all' });
  const findings = view.value?.findings;
  const open = findings?.filter((finding) => finding.closedAt === null);
  const inState = (state: State) => findings?.filter((finding) => isIn(finding, state)) ?? [];
  const shown = inState(filter.state).filter(
    (finding) => filter.detector === '' || finding.detector === filter.detector,
  );
  return (
    <>
      <AlertsVerdict open={open} />
      <div className="flex flex-wrap items-center gap-2 px-6 pb-3 max-md:px-4">
        <DetectorFilter
          findings={findings ?? []}
          value={filter.detector}
          onChoose={(detector) => void setFilter({ detector })}
        />
        {shown.length > 0 && (
          <span className="ml-auto">
            <ExportButton
              name="alerts"
              source={{ textOf: (format) => exportText(format, FINDING_COLUMNS, inOrder(shown)) }}
            />
          </span>
        )}
      </div>
      <Tabs
        label={t('states')}
        value={filter.state}
        onChange={(state) => void setFilter({ state, open: '' })}
        tabs={STATES.map((state) => ({
          value: state,
          label: t(`state.${state}`),
          count: findings ? countText(inState(state).length, state !== 'open' && isFull(findings)) : null,
        }))}
      >
        {view.status === 'failed' && (
          <ErrorPanel title={t('failed')} detail={view.error?.message ?? null} onRetry={view.retry} />
        )}
        {findings === undefined ? (
          view.status !== 'failed' && <LoadingRows />
        ) : (
          <>
            <AlertRows findings={inOrder(shown)} openId={filter.open} onOpen={(id) => void setFilter({ open: id })} />
            {filter.state !== 'open' && shown.length > 0 && <AlertsEnd listed={findings.length} />}
            {shown.length === 0 && (
              <NothingShown
                state={filter.state}
                detector={filter.detector}
                without={inState(filter.state).length}
                onRemove={() => void setFilter({ detector: '' })}
              />
            )}
          </>
        )}
      </Tabs>
    </>
  );
}

/** What is open, the worst first, then what has closed, the last first. */
function inOrder(findings: readonly FindingView[]): readonly FindingView[] {
  const open = findings.filter((finding) => finding.closedAt === null);
  const closed = findings.filter((finding) => finding.closedAt !== null);
  return [...bySeverity(open), ...byClosing(closed)];
}

/** The list may hold only the newest ones. */
function isFull(findings: readonly FindingView[]): boolean {
  return findings.length >= MAX_FINDINGS;
}

function countText(count: number, atLeast: boolean): string {
  return atLeast ? `≥\u00a0${count}` : String(count);
}

function AlertsEnd({ listed }: { readonly listed: number }) {
  const t = useTranslations('alerts.end');
  const kept = useKeptNote();
  return <ListFoot notes={[listed >= MAX_FINDINGS ? t('max', { count: MAX_FINDINGS }) : null, kept]} />;
}

function isIn(finding: FindingView, state: State): boolean {
  return state === 'all' || (state === 'open') === (finding.closedAt === null);
}

function AlertsVerdict({ open }: { readonly open: readonly FindingView[] | undefined }) {
  const t = useTranslations('alerts.verdict');
  if (open === undefined) return <Verdict kind="unknown" answer={t('loading')} />;
  const worst = worstSeverity(open);
  if (worst === null)
    return (
      <Verdict kind="healthy" answer={t('none')}>
        {t('noneRest')}
      </Verdict>
    );
  return (
    <Verdict kind={worst} answer={t('open', { count: open.length })}>
      {t('openRest')}
    </Verdict>
  );
}

interface NothingShownProps {
  readonly state: State;
  readonly detector: string;
  /** How many there would be without the filter on the detector. */
  readonly without: number;
  readonly onRemove: () => void;
}

function NothingShown({ state, detector, without, onRemove }: NothingShownProps) {
  const t = useTranslations('alerts');
  if (detector === '') return <EmptyState title={t(`empty.${state}`)}>{t(`emptyText.${state}`)}</EmptyState>;
  return (
    <EmptyState title={t('noMatch')}>
      <p className="mb-2">{t('withoutFilter')}</p>
      <span className="flex items-center gap-3">
        <Chip label={t('detector')} value={detector} onRemove={onRemove} />
        {t('match', { count: without })}
      </span>
    </EmptyState>
  );
}

export const AlertsPage = withTexts({ alerts }, AlertsContent);
