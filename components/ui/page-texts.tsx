'use client';

import type { ComponentType } from 'react';
import { useMemo } from 'react';
import { IntlProvider, useLocale, useMessages, useTimeZone } from 'use-intl';

/** A page with texts that only it needs, which come with its code and burden no other page. */
export function withTexts(texts: Readonly<Record<string, object>>, Page: ComponentType): ComponentType {
  return function PageWithTexts() {
    const locale = useLocale();
    const timeZone = useTimeZone();
    const common = useMessages();
    const messages = useMemo(() => ({ ...common, ...texts }), [common]);
    return (
      <IntlProvider locale={locale} messages={messages} {...(timeZone === undefined ? {} : { timeZone })}>
        <Page />
      </IntlProvider>
    );
  };
}
