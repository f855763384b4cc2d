'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';
import { Brand } from '../layout/brand';
import { apiGet, ApiError } from '../live/api';
import { withTexts } from '../ui/page-texts';
import { Skeleton } from '../ui/skeleton';
import { SeveritySign } from '../ui/severity-sign';
import login from '@/lib/i18n/en/login.json';
import { LoginForm } from './login-form';
import { LoginByProvider, NoLoginNeeded } from './login-ways';

/** How one can sign in here, as the server tells it. */
export interface LoginState {
  readonly password: boolean;
  readonly provider: { readonly label: string } | null;
  readonly required: boolean;
}

const FAULTS = [
  'provider_unreachable',
  'provider_refused',
  'provider_answer',
  'email_unverified',
  'email_refused',
  'journey_over',
  'too_many',
  'session_over',
] as const;

/** Stands alone: whoever is here may not see anything yet. */
function LoginContent() {
  const t = useTranslations('login');
  const { state, error } = useLoginState();
  const query = useQuery();
  return (
    <main id="main" className="grid min-h-dvh place-items-center bg-sunken p-4">
      <div className="w-full max-w-90">
        <Brand className="mb-6 justify-center" />
        <div className="rounded-lg border border-line bg-canvas p-6 shadow-overlay">
          <h1 className="text-title font-semibold tracking-title">{t('title')}</h1>
          <p className="mt-0.5 mb-5 text-fg-3">{t('to')}</p>
          {query.error !== null && <Fault code={query.error} provider={state?.provider?.label ?? null} />}
          {error !== null && <Note text={error} />}
          {state === null && error === null && <Skeleton className="h-36 w-full" />}
          {state?.required === false && <NoLoginNeeded />}
          {state?.provider && (
            <LoginByProvider label={state.provider.label} next={query.next} isOnly={!state.password} />
          )}
          {state?.password && <LoginForm next={query.next} hasFocus={state.provider === null} />}
        </div>
      </div>
    </main>
  );
}

function Fault({ code, provider }: { readonly code: string; readonly provider: string | null }) {
  const t = useTranslations('login');
  const known = FAULTS.find((fault) => fault === code) ?? 'other';
  return <Note text={t(`fault.${known}`, { provider: provider ?? t('provider') })} />;
}

function Note({ text }: { readonly text: string }) {
  return (
    <p role="alert" className="mb-4 flex gap-2 rounded-md bg-subtle p-3 wrap-anywhere">
      <SeveritySign severity="warning" className="mt-0.75" />
      {text}
    </p>
  );
}

function useLoginState(): { readonly state: LoginState | null; readonly error: string | null } {
  const t = useTranslations('login');
  const [state, setState] = useState<LoginState | null>(null);
  const [error, setError] = useState<string | null>(null);
  const unreachable = t('unreachable');
  useEffect(() => {
    const left = new AbortController();
    apiGet<LoginState>('/api/v1/login', {}, left.signal).then(setState, (cause: unknown) => {
      if (!left.signal.aborted)
        setError(cause instanceof ApiError && cause.code !== 'network' ? cause.detail : unreachable);
    });
    return () => left.abort();
  }, [unreachable]);
  return { state, error };
}

/** Read after the page was drawn: the exported page is the same for everybody. */
function useQuery(): { readonly next: string | null; readonly error: string | null } {
  const text = useSyncExternalStore(
    nothingChanges,
    () => window.location.search,
    () => '',
  );
  const search = new URLSearchParams(text);
  return { next: search.get('next'), error: search.get('error') };
}

function nothingChanges(): () => void {
  return () => undefined;
}

export const LoginPage = withTexts({ login }, LoginContent);
