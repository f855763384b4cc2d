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
        'flex min-h-row w-full items-center gap-2.25 border-t border-line px-6 py-1.5 text-left -outline-offset-2 hover:bg-subtle max-md:flex-wrap max-md:items-start max-md:gap-y-0.5 max-md:px-4 max-md:py-2.5',
        closed && 'text-fg-3',
      )}
    >
      <SeveritySign severity={finding.severity} size={14} className={cx('max-md:mt-0.75', closed && 'opacity-60')} />
      <span className={cx('min-w-0 wrap-anywhere max-md:flex-1', !closed && 'font-[550]')}>
        <FindingSentence finding={finding} />
      </span>
      <span className="ml-auto flex shrink-0 items-center gap-2.5 text-small max-md:ml-0 max-md:w-full max-md:pl-5.75">
        <code className="w-36 text-fg-3 max-lg:hidden">{finding.detector}</code>
        <span className="min-w-44 text-right max-md:min-w-0">
          <FindingWhen finding={finding} />
        </span>
        <Icon as={ChevronRight} size={14} className="text-fg-3 max-md:ml-auto" />
      </span>
    </button>
  );
}
