'use client';

import { useTranslations } from 'use-intl';
import { History } from 'lucide-react';
import { useRewindState } from '../rewind/rewind-store';
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '../ui/menu';
import { LIVE_CHOICES, paceOfChoice, useLiveChoice, type LiveChoice } from './live-choice';
import { LivePill } from './live-pill';

/** How often the pages move. */
export function LiveMenu() {
  const t = useTranslations('common.pace');
  const { choice, choose } = useLiveChoice();
  const { begin } = useRewindState();
  const label = (option: LiveChoice) => {
    const pace = paceOfChoice(option);
    if (pace !== null) return t('every', { seconds: pace });
    return option === 'paused' ? t('paused') : t('live');
  };
  return (
    <Menu defaultOpen trigger={<LivePill />}>
      <MenuChoice
        label={t('title')}
        value={choice}
        onChange={choose}
        options={LIVE_CHOICES.map((value) => ({ value, label: label(value) }))}
      />
      {begin !== null && (
        <>
          <MenuSeparator />
          <MenuItem icon={History} onSelect={begin}>
            {t('rewind')}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
