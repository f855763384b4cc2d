'use client';

import { useTranslations } from 'use-intl';
import type { Action } from '@/lib/cluster/action';
import { subjectHref } from '../ui/hrefs';
import { TextLink } from '../ui/text-link';

/** Of what it was asked; a task by the first part of its id. */
export function ActionSubject({ subject }: { readonly subject: Action['subject'] }) {
  const t = useTranslations('actions');
  if (subject.kind === 'cluster') return t('allWorkers');
  return (
    <TextLink href={subjectHref(subject)} title={subject.id}>
      {subject.kind === 'task' ? <code>{subject.id.slice(0, 8)}</code> : subject.id}
    </TextLink>
  );
}
