'use client';

import { SunMoon } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Icon } from '../ui/icon';
import { Menu, MenuCheck, MenuChoice, MenuSeparator } from '../ui/menu';
import { usePreference } from '../ui/preferences';

/** Theme, time zone, shortcuts: what each reader chooses for himself. */
export function ViewMenu() {
  const t = useTranslations('common.view');
  const [theme, setTheme] = usePreference('theme');
  const [timeZone, setTimeZone] = usePreference('timeZone');
  const [shortcuts, setShortcuts] = usePreference('shortcuts');
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={t('title')}
          title={t('title')}
          className="inline-grid size-control shrink-0 place-items-center rounded-md text-fg-2 hover:bg-inset max-md:h-touch max-md:w-10"
        >
          <Icon as={SunMoon} />
        </button>
      }
    >
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
