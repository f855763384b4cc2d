'use client';

import { useTranslations } from 'use-intl';
import { useFormat } from '@/components/ui/use-format';
import type { Job } from '@/lib/jobs/job';

/** Why tasks were not done, each reason once; a reason that has no words of ours stands in the server's. */
export function JobReasons({ job, className }: { readonly job: Job; readonly className?: string }) {
  const t = useTranslations('jobs');
  const format = useFormat();
  if (job.reasons.length === 0) return null;
  return (
    <ul className={className}>
      {job.reasons.map(({ outcome, code, detail, count }) => (
        <li key={`${outcome} ${code}`} className="wrap-anywhere">
          {t(`reason.${outcome}`, {
            count: format.count(count, { exact: true }),
            reason: t.has(`code.${code}`) ? t(`code.${code}`) : detail || code,
          })}
        </li>
      ))}
    </ul>
  );
}
