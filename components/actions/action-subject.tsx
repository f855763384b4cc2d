'use client';

import { useTranslations } from 'use-intl';
import type { Action } from '@/lib/cluster/action';
import { jobHref, subjectHref } from '../ui/hrefs';
import { TextLink } from '../ui/text-link';

/** Of what it was asked; a task by the first part of its id. */
export function ActionSubject({ subject }: { readonly subject: Action['subject'] }) {
  const t = useTranslations('actions');
  if (subject.kind === 'cluster') return t('allWorkers');
  const { kind, id } = subject;
  if (kind === 'access') return <span className="wrap-anywhere">{id}</span>;
  if (kind === 'job') {
    return (
      <TextLink href={jobHref(id)} title={id}>
        {t('job', { id: id.slice(0, 8) })}
      </TextLink>
    );
  }
  return (
    <TextLink href={subjectHref({ kind, id })} title={id}>
      {kind === 'task' ? <code>{id.slice(0, 8)}</code> : id}
    </TextLink>
  );
}
