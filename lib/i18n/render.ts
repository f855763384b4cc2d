import { createTranslator } from 'use-intl/core';
import { catalogueOf } from './catalogue';
import { displayValues, type RenderOptions } from './display-values';
import type { Message } from './message';

type Translator = ReturnType<typeof translatorOf>;

const translators = new Map<string, Translator>();

/** The text of a message. Values named `…Seconds` are durations, `…At` are times. */
export function renderMessage(message: Message, locale = 'en', options: RenderOptions = {}): string {
  return translatorFor(locale)(message.key, displayValues(message, locale, options));
}

function translatorFor(locale: string): Translator {
  const known = translators.get(locale);
  if (known) return known;
  const translator = translatorOf(locale);
  translators.set(locale, translator);
  return translator;
}

// Texts may set <b>words</b> apart; without a page they are plain. A stored message may be older than the catalogue:
// its key is then better than an exception.
function translatorOf(locale: string) {
  const translate = createTranslator<Record<string, never>>({
    locale,
    messages: catalogueOf(locale) as Record<string, never>,
    onError: () => undefined,
    getMessageFallback: ({ key }) => key,
  });
  const plain = { b: (words: string) => words, code: (words: string) => words };
  return (key: string, values: Record<string, string | number>) =>
    translate.markup(key as never, { ...values, ...plain } as never);
}
