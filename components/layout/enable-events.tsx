'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ActionAnswer } from '@/lib/cluster/action';
import { ApiError, apiPost } from '../live/api';
import { Button, type ButtonVariant } from '../ui/button';
import { StateSign } from '../ui/state-sign';
import { showToast } from '../ui/toast';

interface EnableEventsProps {
  readonly hostnames: readonly string[];
  readonly canControl: boolean;
  readonly label?: string;
  readonly variant?: ButtonVariant;
}

/** Turns task events on, at once (tier 0); says how many of the workers answered. */
export function EnableEvents({ hostnames, canControl, label, variant = 'primary' }: EnableEventsProps) {
  const t = useTranslations('common.events');
  const [busy, setBusy] = useState(false);
  const enable = async () => {
    setBusy(true);
    try {
      const { answers } = await apiPost<{ readonly answers: readonly ActionAnswer[] }>(
        '/api/v1/workers/enable-events',
        { hostnames },
      );
      const ok = answers.filter((answer) => answer.outcome === 'ok').length;
      showToast({
        sign: <StateSign state={ok === hostnames.length ? 'SUCCESS' : 'UNKNOWN'} />,
        title: t('enabled'),
        note: t('answered', { ok, count: hostnames.length }),
      });
    } catch (error) {
      const note = error instanceof ApiError ? error.detail : String(error);
      showToast({ sign: <StateSign state="FAILURE" />, title: t('failed'), note });
    } finally {
      setBusy(false);
    }
  };
  const reason = canControl ? (busy ? t('asking') : null) : t('notAllowed');
  return (
    <Button variant={variant} disabledReason={reason} onClick={() => void enable()}>
      {label ?? t('enableNow')}
    </Button>
  );
}
