'use client';

import { useTranslations } from 'use-intl';
import { message } from '@/lib/i18n/message';
import { cx } from '../ui/class-names';
import { MessageText } from '../ui/message-text';
import { Section } from '../ui/section';
import { SeveritySign } from '../ui/severity-sign';
import type { Check, CheckResult } from './self-check';

const SIGNS = { ok: 'healthy', warning: 'warning', failed: 'critical', unknown: 'unknown' } as const satisfies Record<
  CheckResult,
  string
>;

export function CheckList({ checks }: { readonly checks: readonly Check[] }) {
  const t = useTranslations('system');
  return (
    <Section title={t('checks')} note={t('checksNote')}>
      <ul>
        {checks.map(({ name, result, values }) => (
          <li key={name} className="flex min-h-8 items-start gap-2.25 border-b border-line py-1.5 last:border-b-0">
            <SeveritySign severity={SIGNS[result]} className="mt-0.75" />
            <span className="sr-only">{t(`result.${result}`)}</span>
            <span className={cx('min-w-0', result === 'unknown' && 'text-fg-3')}>
              <MessageText message={message(`system.check.${name}.${result}`, values)} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
