'use client';

import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { FindingView } from '@/lib/api/views';
import { IconButton } from '../ui/button';
import { FindingLine } from './finding-line';
import { FindingPanel } from './finding-panel';
import { bySeverity } from './finding-order';

interface FindingListProps {
  readonly findings: readonly FindingView[];
  /** How many stand open; the rest collapse to their title line. */
  readonly expanded?: number;
}

/** Findings, the worst first. */
export function FindingList({ findings, expanded = 3 }: FindingListProps) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) => {
    const next = new Set(toggled);
    if (!next.delete(id)) next.add(id);
    setToggled(next);
  };
  return bySeverity(findings).map((finding, index) => {
    const openByRule = index < expanded;
    const open = openByRule !== toggled.has(finding.id);
    if (!open) return <FindingLine key={finding.id} finding={finding} onOpen={() => toggle(finding.id)} />;
    return (
      <FindingPanel
        key={finding.id}
        finding={finding}
        collapse={openByRule ? undefined : <CollapseButton onClose={() => toggle(finding.id)} />}
      />
    );
  });
}

export function CollapseButton({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations('common.finding');
  return <IconButton icon={ChevronDown} label={t('collapse')} onClick={onClose} aria-expanded />;
}
