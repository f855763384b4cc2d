'use client';

import { useTranslations } from 'use-intl';
import type { FindingView } from '@/lib/api/views';
import { AddChip } from '../ui/chip';
import { Menu, MenuItem } from '../ui/menu';

interface DetectorFilterProps {
  readonly findings: readonly FindingView[];
  readonly onChoose: (detector: string) => void;
}

/** Only detectors that found something. */
export function DetectorFilter({ findings, onChoose }: DetectorFilterProps) {
  const t = useTranslations('alerts');
  const names = [...new Set(findings.map((finding) => finding.detector))].sort();
  if (names.length === 0) return null;
  return (
    <Menu align="start" trigger={<AddChip>{t('addDetector')}</AddChip>}>
      {names.map((name) => (
        <MenuItem key={name} onSelect={() => onChoose(name)}>
          <code>{name}</code>
        </MenuItem>
      ))}
    </Menu>
  );
}
