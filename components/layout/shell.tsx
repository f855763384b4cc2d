'use client';

import dynamic from 'next/dynamic';
import { usePathname, useRouter } from 'next/navigation';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { Suspense, useEffect, useState, type ReactNode } from 'react';
import { IntlProvider, useTranslations } from 'use-intl';
import { FIRST_TEXTS } from '@/lib/i18n/first-texts';
import { useLive } from '../live/use-live';
import { useRewindState } from '../rewind/rewind-store';
import { cx } from '../ui/class-names';
import { PanelBoundary } from '../ui/error-boundary';
import { LoadingRows } from '../ui/skeleton';
import { Toaster } from '../ui/toast';
import { Announcer } from './announcer';
import { Banners } from './banners';
import { BottomBar } from './bottom-bar';
import { LiveInUrl } from './live-in-url';
import { isStale } from './live-state';
import { NAV_ITEMS } from './nav-items';
import { Sidebar } from './sidebar';
import { TopBar } from './top-bar';
import { useLiveState } from './use-live-state';
import { useShortcuts } from './use-shortcuts';
import { useThemeClass, useThemeToggle } from './use-theme';

const LOCALE = 'en';

// Needed only when they are asked for.
const CommandPalette = dynamic(() => import('./command-palette').then((module) => module.CommandPalette), {
  ssr: false,
});
const ShortcutsHelp = dynamic(() => import('./shortcuts-help').then((module) => module.ShortcutsHelp), { ssr: false });

/** What stands around every page. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const messages = useTexts();
  return (
    <IntlProvider locale={LOCALE} timeZone="UTC" messages={messages}>
      <NuqsAdapter>
        <Around>{children}</Around>
        <Toaster />
        <Announcer />
      </NuqsAdapter>
    </IntlProvider>
  );
}

/** The login stands alone: whoever is there may not see anything yet, nor ask for it. */
function Around({ children }: { readonly children: ReactNode }) {
  useThemeClass();
  return usePathname().startsWith('/login') ? children : <Frame>{children}</Frame>;
}

function useTexts(): Record<string, object> {
  const [texts, setTexts] = useState<Record<string, object>>(FIRST_TEXTS);
  useEffect(() => {
    // Should they not come, answers bring the English of each sentence along.
    import('@/lib/i18n/explaining-texts').then(
      ({ EXPLAINING_TEXTS }) => setTexts({ ...FIRST_TEXTS, ...EXPLAINING_TEXTS }),
      () => undefined,
    );
  }, []);
  return texts;
}

type Overlay = 'palette' | 'help' | null;

function Frame({ children }: { readonly children: ReactNode }) {
  const t = useTranslations('common');
  const [overlay, setOverlay] = useState<Overlay>(null);
  const close = () => setOverlay(null);
  useGlobalKeys(setOverlay);
  const stale = isStale(useLiveState());
  return (
    <>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-overlay focus:px-3 focus:py-1.5 focus:shadow-overlay"
      >
        {t('skip')}
      </a>
      <div className="grid min-h-dvh grid-cols-[--spacing(52)_minmax(0,1fr)] max-lg:grid-cols-[52px_minmax(0,1fr)] max-md:block">
        <Sidebar onHelp={() => setOverlay('help')} />
        <div className="min-w-0">
          <TopBar onSearch={() => setOverlay('palette')} />
          <Banners />
          <main id="main" tabIndex={-1} className={cx('outline-none max-md:pb-18', stale && 'stale')}>
            <PanelBoundary name={t('page')}>
              <Suspense fallback={<LoadingRows />}>{children}</Suspense>
            </PanelBoundary>
          </main>
        </div>
      </div>
      <BottomBar onHelp={() => setOverlay('help')} />
      <Suspense fallback={null}>
        <LiveInUrl />
      </Suspense>
      {overlay === 'palette' && <CommandPalette open onClose={close} onHelp={() => setOverlay('help')} />}
      {overlay === 'help' && <ShortcutsHelp open onClose={close} />}
    </>
  );
}

function useGlobalKeys(setOverlay: (overlay: Overlay) => void): void {
  const router = useRouter();
  const { pausedAt, setPaused } = useLive();
  const { back } = useRewindState();
  const toggleTheme = useThemeToggle();
  useShortcuts({
    ...Object.fromEntries(NAV_ITEMS.map((item) => [`g ${item.letter}`, () => router.push(item.href)])),
    '/': () => setOverlay('palette'),
    '?': () => setOverlay('help'),
    p: back ?? (() => setPaused(pausedAt === null)),
    t: toggleTheme,
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      setOverlay('palette');
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [setOverlay]);
}
