'use client';

import { Command } from 'cmdk';
import {
  History,
  Keyboard,
  Layers,
  ListFilter,
  Pause,
  Play,
  Server,
  SquareArrowOutUpRight,
  SunMoon,
  type LucideIcon,
} from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useLive } from '../live/use-live';
import { useView } from '../live/use-view';
import { useRewindState } from '../rewind/rewind-store';
import { Dialog } from '../ui/dialog';
import { queueHref, taskHref, workerHref } from '../ui/hrefs';
import { Icon } from '../ui/icon';
import { NAV_ITEMS } from './nav-items';
import { meaningOf, namedLike } from './palette-entries';
import { useThemeToggle } from './use-theme';

const NO_PARAMS = {};

interface CommandPaletteProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onHelp: () => void;
}

export function CommandPalette({ open, onClose, onHelp }: CommandPaletteProps) {
  const t = useTranslations('common');
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={<span className="sr-only">{t('search')}</span>}
      className="mt-[12dvh]! [&>div]:p-0! [&_h2]:sr-only"
    >
      <PaletteBody onClose={onClose} onHelp={onHelp} />
    </Dialog>
  );
}

function PaletteBody({ onClose, onHelp }: Omit<CommandPaletteProps, 'open'>) {
  const t = useTranslations('common.palette');
  const nav = useTranslations('common.nav');
  const router = useRouter();
  const [typed, setTyped] = useState('');
  const { pausedAt, setPaused } = useLive();
  const { back, begin } = useRewindState();
  const toggleTheme = useThemeToggle();
  const queues = useView('queues', NO_PARAMS).value?.queues ?? [];
  const workers = useView('workers', NO_PARAMS).value?.workers ?? [];
  const meaning = meaningOf(typed);
  const run = (act: () => void) => () => {
    onClose();
    act();
  };
  const go = (href: string) => run(() => router.push(href));
  return (
    <Command label={t('title')} loop>
      <Command.Input
        data-autofocus
        value={typed}
        onValueChange={setTyped}
        placeholder={t('placeholder')}
        className="h-12 w-full border-b border-line bg-transparent px-4 text-strong outline-none placeholder:text-fg-3"
      />
      <Command.List className="max-h-96 overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-4 text-fg-3">{t('nothing')}</Command.Empty>
        {meaning.kind === 'task' && (
          <Entry value={typed} icon={SquareArrowOutUpRight} onSelect={go(taskHref(meaning.uuid))}>
            {t('openTask')} <code className="text-fg-3">{meaning.uuid}</code>
          </Entry>
        )}
        <Group heading={t('pages')}>
          {NAV_ITEMS.map((item) => (
            <Entry key={item.href} value={nav(item.name)} icon={item.icon} onSelect={go(item.href)}>
              {nav(item.name)}
            </Entry>
          ))}
        </Group>
        <Group heading={t('queues')}>
          {namedLike(queues, (queue) => `${t('queue')} ${queue.name}`, typed).map((queue) => (
            <Entry
              key={queue.name}
              value={`${t('queue')} ${queue.name}`}
              icon={Layers}
              onSelect={go(queueHref(queue.name))}
            >
              {queue.name}
            </Entry>
          ))}
        </Group>
        <Group heading={t('workers')}>
          {namedLike(workers, (worker) => `${t('worker')} ${worker.hostname}`, typed).map((worker) => (
            <Entry
              key={worker.hostname}
              value={`${t('worker')} ${worker.hostname}`}
              icon={Server}
              onSelect={go(workerHref(worker.hostname))}
            >
              {worker.hostname}
            </Entry>
          ))}
        </Group>
        <Group heading={t('commands')}>
          {back === null ? (
            <Entry
              value={t('pause')}
              icon={pausedAt === null ? Pause : Play}
              onSelect={run(() => setPaused(pausedAt === null))}
            >
              {pausedAt === null ? t('pause') : t('resume')}
            </Entry>
          ) : (
            <Entry value={t('backToLive')} icon={Play} onSelect={run(back)}>
              {t('backToLive')}
            </Entry>
          )}
          {begin !== null && (
            <Entry value={t('rewind')} icon={History} onSelect={run(begin)}>
              {t('rewind')}
            </Entry>
          )}
          <Entry value={t('theme')} icon={SunMoon} onSelect={run(toggleTheme)}>
            {t('theme')}
          </Entry>
          <Entry value={t('shortcuts')} icon={Keyboard} onSelect={run(onHelp)}>
            {t('shortcuts')}
          </Entry>
        </Group>
        {meaning.kind === 'search' && (
          <Entry value={`${typed} ${t('filterTasks', { text: '' })}`} icon={ListFilter} onSelect={go(meaning.href)}>
            {t('filterTasks', { text: meaning.text })}
          </Entry>
        )}
      </Command.List>
    </Command>
  );
}

function Group({ heading, children }: { readonly heading: string; readonly children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-small [&_[cmdk-group-heading]]:text-fg-3"
    >
      {children}
    </Command.Group>
  );
}

interface EntryProps {
  readonly value: string;
  readonly icon: LucideIcon;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

function Entry({ value, icon, onSelect, children }: EntryProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-8 cursor-default items-center gap-2.5 rounded-md px-2.5 aria-selected:bg-inset max-md:min-h-touch"
    >
      <Icon as={icon} size={14} className="text-fg-3" />
      <span className="min-w-0 truncate">{children}</span>
    </Command.Item>
  );
}
