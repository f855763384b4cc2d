'use client';

import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { useTranslations } from 'use-intl';
import { useRequest } from '../controls/use-request';
import { apiPost, type ApiError } from '../live/api';
import { leaveFor } from '../live/leave-for';
import { Button } from '../ui/button';
import { Field, Input } from '../ui/input';

/** Named and typed so that password managers know it; the browser moves on by itself once the cookie is there. */
export function LoginForm({ next, hasFocus }: { readonly next: string | null; readonly hasFocus: boolean }) {
  const t = useTranslations('login');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { request, run } = useRequest<{ readonly next: string }>();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (hasFocus) field.current?.focus();
  }, [hasFocus]);
  const isSending = request.phase === 'sending' || request.phase === 'done';
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (isSending || password === '') return;
    run(async () => {
      const answer = await apiPost<{ readonly next: string }>('/api/v1/login', {
        name,
        password,
        ...(next && { next }),
      });
      leaveFor(answer.next);
      return answer;
    });
  };
  const error = useFaultText(request.phase === 'failed' ? request.error : null);
  return (
    <form onSubmit={submit} className="flex flex-col gap-3.5">
      <Field label={t('name')}>
        {({ id }) => (
          <Input
            id={id}
            ref={field}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            value={name}
            onChange={(event) => setName(event.target.value)}
            className="h-9"
          />
        )}
      </Field>
      <Field label={t('password')} error={error}>
        {({ id, describedBy }) => (
          <Input
            id={id}
            name="password"
            type="password"
            autoComplete="current-password"
            required
            aria-invalid={error !== null || undefined}
            aria-describedby={describedBy}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            className="h-9"
          />
        )}
      </Field>
      <Button type="submit" variant="primary" disabledReason={isSending ? t('sending') : null} className="h-9 w-full">
        {isSending ? t('sending') : t('submit')}
      </Button>
    </form>
  );
}

function useFaultText(error: ApiError | null): string | null {
  const t = useTranslations('login');
  if (error === null) return null;
  if (error.code === 'wrong_credentials') return t('wrong');
  if (error.code === 'network') return t('unreachable');
  if (error.code === 'too_many_attempts') return t('tooMany', { seconds: error.waitSeconds ?? 60 });
  return t('failed', { detail: error.detail });
}
