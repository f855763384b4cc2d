'use client';

import { useTranslations } from 'use-intl';
import { Menu, MenuChoice } from '../ui/menu';
import { LIVE_CHOICES, paceOfChoice, useLiveChoice, type LiveChoice } from './live-choice';
import { LivePill } from './live-pill';

/** How often the pages move. */
export function LiveMenu() {
  const t = useTranslations('common.pace');
  const { choice, choose } = useLiveChoice();
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
    </Menu>
  );
}
