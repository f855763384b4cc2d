'use client';

import type { FindingView } from '@/lib/api/views';
import { FindingLine } from '../findings/finding-line';
import { CollapseButton } from '../findings/finding-list';
import { FindingPanel } from '../findings/finding-panel';

interface AlertRowsProps {
  readonly findings: readonly FindingView[];
  readonly openId: string;
  /** Empty closes. */
  readonly onOpen: (id: string) => void;
}

/** One line each; the open one in full. A link to a finding opens it. */
export function AlertRows({ findings, openId, onOpen }: AlertRowsProps) {
  return (
    <div className="border-b border-line empty:hidden [&>*:first-child]:border-t-0">
      {findings.map((finding) =>
        finding.id === openId ? (
          <FindingPanel key={finding.id} finding={finding} collapse={<CollapseButton onClose={() => onOpen('')} />} />
        ) : (
          <FindingLine key={finding.id} finding={finding} onOpen={() => onOpen(finding.id)} />
        ),
      )}
    </div>
  );
}
