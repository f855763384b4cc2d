import { useTranslations } from 'use-intl';
import { apiUrl } from '../live/api';
import { ButtonLink } from '../ui/button';
import { cx } from '../ui/class-names';

interface LoginByProviderProps {
  readonly label: string;
  readonly next: string | null;
  readonly isOnly: boolean;
}

/** A plain link: the browser leaves for the provider. */
export function LoginByProvider({ label, next, isOnly }: LoginByProviderProps) {
  const t = useTranslations('login');
  return (
    <>
      <a
        href={apiUrl('/login/start', { next })}
        className="flex h-9 w-full items-center justify-center rounded-md border border-ink bg-ink px-3 font-medium text-fg-inverse hover:bg-ink-hover"
      >
        {t('with', { provider: label })}
      </a>
      {!isOnly && <p className={cx('my-4 flex items-center gap-3 text-small text-fg-3', LINES)}>{t('or')}</p>}
    </>
  );
}

const LINES =
  'before:h-px before:flex-1 before:bg-line before:content-[""] after:h-px after:flex-1 after:bg-line after:content-[""]';

export function NoLoginNeeded() {
  const t = useTranslations('login');
  return (
    <>
      <p className="mb-4 text-fg-2">{t('notNeeded')}</p>
      <ButtonLink href="/" variant="primary" className="w-full">
        {t('open')}
      </ButtonLink>
    </>
  );
}
