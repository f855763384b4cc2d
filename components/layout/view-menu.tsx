'use client';

import { useTranslations } from 'use-intl';
import { Menu, MenuCheck, MenuChoice, MenuSeparator } from '../ui/menu';
import { usePreference } from '../ui/preferences';
import { ViewButton } from './view-button';

/** Theme, time zone, shortcuts: what each reader chooses for himself. */
export function ViewMenu() {
  const t = useTranslations('common.view');
  const [theme, setTheme] = usePreference('theme');
  const [timeZone, setTimeZone] = usePreference('timeZone');
  const [shortcuts, setShortcuts] = usePreference('shortcuts');
  return (
    <Menu defaultOpen trigger={<ViewButton />}>
      <MenuChoice
        label={t('theme')}
        value={theme}
        onChange={setTheme}
        options={[
          { value: 'system', label: t('system') },
          { value: 'light', label: t('light') },
          { value: 'dark', label: t('dark') },
        ]}
      />
      <MenuSeparator />
      <MenuChoice
        label={t('timeZone')}
        value={timeZone}
        onChange={setTimeZone}
        options={[
          { value: 'local', label: t('local', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone }) },
          { value: 'utc', label: t('utc') },
        ]}
      />
      <MenuSeparator />
      <MenuCheck checked={shortcuts === 'on'} onChange={(on) => setShortcuts(on ? 'on' : 'off')}>
        {t('letterShortcuts')}
      </MenuCheck>
    </Menu>
  );
}
