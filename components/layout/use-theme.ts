'use client';

import { useEffect } from 'react';
import { usePreference } from '../ui/preferences';

/** Keeps the class on `<html>` in step with the choice and with the system. */
export function useThemeClass(): void {
  const [theme] = usePreference('theme');
  useEffect(() => {
    const system = window.matchMedia('(prefers-color-scheme: dark)');
    const apply = () => {
      const dark = theme === 'dark' || (theme === 'system' && system.matches);
      document.documentElement.classList.toggle('dark', dark);
      document.documentElement.classList.toggle('light', !dark);
    };
    apply();
    system.addEventListener('change', apply);
    return () => system.removeEventListener('change', apply);
  }, [theme]);
}

/** From what is seen now to the other one. */
export function useThemeToggle(): () => void {
  const [, setTheme] = usePreference('theme');
  return () => setTheme(document.documentElement.classList.contains('dark') ? 'light' : 'dark');
}
