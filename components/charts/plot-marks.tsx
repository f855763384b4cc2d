'use client';

import { CircleStop, Play, Unplug, User, type LucideIcon } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { workerHref } from '../ui/hrefs';
import { Icon } from '../ui/icon';
import { Tooltip } from '../ui/tooltip';
import type { Mark, MarkGroup } from './chart-marks';
import { useMarkWords } from './mark-words';

/** Width of a mark's target. */
export const MARK_PX = 24;
/** More lines than this are summed up. */
const LISTED = 8;

interface PlotMarksProps {
  readonly groups: readonly MarkGroup[];
  /** Shows the time around a group. */
  readonly onZoom: ((group: MarkGroup) => void) | null;
}

/** What was done and what came and went, above the plot; each leads to where it is told. */
export function PlotMarks({ groups, onZoom }: PlotMarksProps) {
  const t = useTranslations('common.chart');
  return (
    <ul aria-label={t('marks')} className="relative h-6">
      {groups.map((group) => (
        <li
          key={keyOf(group)}
          className="absolute -translate-x-1/2"
          style={{ left: `clamp(12px, ${group.position * 100}%, calc(100% - 12px))` }}
        >
          <Tooltip content={<MarkLines marks={group.marks} />}>
            <MarkTarget group={group} onZoom={onZoom} />
          </Tooltip>
        </li>
      ))}
    </ul>
  );
}

/** Down through the plot, where each group stands. */
export function MarkRules({ groups }: { readonly groups: readonly MarkGroup[] }) {
  return groups.map((group) => (
    <span
      key={keyOf(group)}
      aria-hidden
      className="pointer-events-none absolute inset-y-0 border-l border-line-control"
      style={{ left: `${group.position * 100}%` }}
    />
  ));
}

function keyOf({ marks: [first] }: MarkGroup): string {
  return first === undefined ? '' : `${first.kind} ${first.at} ${first.kind === 'worker' ? first.hostname : first.id}`;
}

const TARGET = 'grid size-6 place-items-center rounded-sm text-fg-3 hover:bg-inset hover:text-fg';

function MarkTarget({
  group,
  onZoom,
  ...rest
}: {
  readonly group: MarkGroup;
  readonly onZoom: PlotMarksProps['onZoom'];
}) {
  const words = useMarkWords();
  const t = useTranslations('common.chart');
  const [first] = group.marks;
  if (first === undefined) return null;
  if (group.marks.length > 1 && onZoom !== null) {
    return (
      <button type="button" className={TARGET} onClick={() => onZoom(group)} {...rest}>
        <MarkSign marks={group.marks} />
        <span className="sr-only">{t('marksHere', { count: group.marks.length })}</span>
      </button>
    );
  }
  const href = first.kind === 'worker' ? workerHref(first.hostname) : `/actions/?open=${encodeURIComponent(first.id)}`;
  return (
    <Link href={href} prefetch={false} className={TARGET} {...rest}>
      <MarkSign marks={group.marks} />
      <span className="sr-only">{words(first)}</span>
    </Link>
  );
}

function MarkSign({ marks }: { readonly marks: readonly Mark[] }) {
  const [first] = marks;
  if (first === undefined) return null;
  if (marks.length > 1) {
    return (
      <span aria-hidden className="rounded-full bg-inset px-1 text-micro leading-4 font-medium text-fg-2">
        {marks.length}
      </span>
    );
  }
  return (
    <Icon
      as={signOf(first)}
      size={12}
      className={first.kind === 'worker' && first.change === 'lost' ? 'text-severity-warning' : undefined}
    />
  );
}

function signOf(mark: Mark): LucideIcon {
  if (mark.kind === 'action') return User;
  return { started: Play, stopped: CircleStop, lost: Unplug }[mark.change];
}

function MarkLines({ marks }: { readonly marks: readonly Mark[] }) {
  const words = useMarkWords();
  const t = useTranslations('common.chart');
  return (
    <span className="grid">
      {marks.slice(0, LISTED).map((mark) => (
        <span key={`${mark.kind} ${mark.at} ${mark.kind === 'worker' ? mark.hostname : mark.id}`}>{words(mark)}</span>
      ))}
      {marks.length > LISTED && <span>{t('moreMarks', { count: marks.length - LISTED })}</span>}
    </span>
  );
}
