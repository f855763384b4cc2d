import { useTranslations } from 'use-intl';
import { cx } from './class-names';

interface TaskNameProps {
  readonly name: string | null;
  readonly className?: string;
  /** The name of a page: heavier. */
  readonly title?: boolean;
}

/** The module in grey, the function strong. */
export function TaskName({ name, className, title = false }: TaskNameProps) {
  const t = useTranslations('common');
  if (name === null) return <span className={cx('text-fg-3', className)}>{t('nameUnknown')}</span>;
  const cut = name.lastIndexOf('.') + 1;
  return (
    <span className={cx('whitespace-nowrap', title ? 'font-semibold' : 'font-medium', className)}>
      <span className="font-normal text-fg-3">{name.slice(0, cut)}</span>
      {name.slice(cut)}
    </span>
  );
}
