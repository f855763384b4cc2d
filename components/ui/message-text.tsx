'use client';

import { useLocale, useTranslations } from 'use-intl';
import type { Message } from '@/lib/i18n/message';
import { displayValues } from '@/lib/i18n/render';
import { useNow } from '../live/use-now';
import { InlineCode } from './code-block';
import { useTimeZone } from './use-format';

/** A stored message in the reader's language and zone; `<b>` and `<code>` of the catalogue are drawn. */
export function MessageText({ message }: { readonly message: Message }) {
  const t = useTranslations();
  const locale = useLocale();
  const timeZone = useTimeZone();
  const now = useNow({ everyMs: 30_000, evenPaused: true });
  const values = displayValues(message, locale, { timeZone, now });
  return t.rich(message.key, {
    ...values,
    b: (words) => <b>{words}</b>,
    code: (words) => <InlineCode>{words}</InlineCode>,
  });
}
