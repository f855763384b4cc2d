'use client';

import { useLocale, useTranslations } from 'use-intl';
import type { Message } from '@/lib/i18n/message';
import { displayValues } from '@/lib/i18n/display-values';
import { useNow } from '../live/use-now';
import { InlineCode } from './code-block';
import { useTimeZone } from './use-format';

interface MessageTextProps {
  readonly message: Message;
  /** The server's English, for a text that this version of the pages does not know. */
  readonly fallback?: string;
}

/** A stored message in the reader's language and zone; `<b>` and `<code>` of the catalogue are drawn. */
export function MessageText({ message, fallback }: MessageTextProps) {
  const t = useTranslations();
  const locale = useLocale();
  const timeZone = useTimeZone();
  const now = useNow({ everyMs: 30_000, evenPaused: true });
  // Texts that explain come a moment after the page.
  if (!t.has(message.key)) return fallback ?? '';
  return t.rich(message.key, {
    ...displayValues(message, locale, { timeZone, now }),
    b: (words) => <b>{words}</b>,
    code: (words) => <InlineCode>{words}</InlineCode>,
  });
}
