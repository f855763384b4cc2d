'use client';

import { useTranslations } from 'use-intl';
import { Dialog } from '../ui/dialog';
import { Kbd } from '../ui/kbd';
import { usePreference } from '../ui/preferences';
import { Switch } from '../ui/switch';
import { NAV_ITEMS } from './nav-items';

const GENERAL = [
  [['mod', 'K'], 'palette'],
  [['/'], 'search'],
  [['p'], 'pause'],
  [['[', ']'], 'time'],
  [['t'], 'theme'],
  [['?'], 'help'],
  [['esc'], 'back'],
] as const;

const LISTS = [
  [['j', 'k'], 'rows'],
  [['enter'], 'open'],
  [['space'], 'peek'],
  [['x'], 'select'],
  [['n'], 'loadNew'],
  [['⇧', 'R'], 'retry'],
  [['⇧', 'C'], 'revoke'],
] as const;

/** All keys on one page, and the switch that turns the single letters off (WCAG 2.1.4). */
export function ShortcutsHelp({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const t = useTranslations('common.keys');
  const nav = useTranslations('common.nav');
  const [wanted, setWanted] = usePreference('shortcuts');
  return (
    <Dialog open={open} onClose={onClose} title={t('title')} wide>
      <div className="mt-3 grid grid-cols-3 gap-x-8 gap-y-4 max-md:grid-cols-1">
        <KeyList title={t('general')} keys={GENERAL.map(([keys, name]) => [keys, t(name)])} />
        <KeyList title={t('lists')} keys={LISTS.map(([keys, name]) => [keys, t(name)])} />
        <KeyList title={t('goTo')} keys={NAV_ITEMS.map((item) => [['g', item.letter], nav(item.name)])} />
      </div>
      <div className="mt-4 border-t border-line pt-3">
        <Switch checked={wanted === 'on'} onChange={(on) => setWanted(on ? 'on' : 'off')}>
          {t('switch')}
        </Switch>
      </div>
    </Dialog>
  );
}

function KeyList({
  title,
  keys,
}: {
  readonly title: string;
  readonly keys: readonly (readonly [readonly string[], string])[];
}) {
  return (
    <section>
      <h3 className="mb-1 text-small font-medium text-fg-3">{title}</h3>
      <ul>
        {keys.map(([pressed, does]) => (
          <li key={does} className="flex min-h-7 items-center justify-between gap-3">
            {does}
            <Kbd keys={pressed} />
          </li>
        ))}
      </ul>
    </section>
  );
}
