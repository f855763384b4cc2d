'use client';

import { ChevronRight } from 'lucide-react';
import type { FindingView } from '@/lib/api/views';
import { cx } from '../ui/class-names';
import { Icon } from '../ui/icon';
import { SeveritySign } from '../ui/severity-sign';
import { FindingSentence } from './finding-sentence';
import { FindingWhen } from './finding-when';

interface FindingLineProps {
  readonly finding: FindingView;
  readonly onOpen: () => void;
}

/** A finding as its title line; opens on request. Closed ones are grey. */
export function FindingLine({ finding, onOpen }: FindingLineProps) {
  const closed = finding.closedAt !== null;
  return (
    <button
      type="button"
      aria-expanded={false}
      onClick={onOpen}
      className={cx(
        'flex min-h-row w-full items-center gap-2.25 border-t border-line px-6 py-1.5 text-left -outline-offset-2 hover:bg-subtle max-md:px-4',
        closed && 'text-fg-3',
      )}
    >
      <SeveritySign severity={finding.severity} size={14} className={closed ? 'opacity-60' : ''} />
      <span className={cx('min-w-0 wrap-anywhere', !closed && 'font-[550]')}>
        <FindingSentence finding={finding} />
      </span>
      <span className="ml-auto flex shrink-0 items-center gap-2.5 text-small">
        <code className="text-fg-3 max-lg:hidden">{finding.detector}</code>
        <FindingWhen finding={finding} />
        <Icon as={ChevronRight} size={14} className="text-fg-3" />
      </span>
    </button>
  );
}
