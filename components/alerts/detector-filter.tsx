'use client';

import { useTranslations } from 'use-intl';
import type { FindingView } from '@/lib/api/views';
import { Select } from '../ui/select';

interface DetectorFilterProps {
  readonly findings: readonly FindingView[];
  /** Empty is all. */
  readonly value: string;
  readonly onChoose: (detector: string) => void;
}

/** Only detectors that found something, and the one that the URL names. */
export function DetectorFilter({ findings, value, onChoose }: DetectorFilterProps) {
  const t = useTranslations('alerts');
  const found: readonly string[] = findings.map((finding) => finding.detector);
  const names = [...new Set([...found, value])].filter((name) => name !== '').sort();
  return (
    <Select
      label={t('detector')}
      value={value}
      onChange={onChoose}
      options={[{ value: '', label: t('allDetectors') }, ...names.map((name) => ({ value: name, label: name }))]}
    />
  );
}
