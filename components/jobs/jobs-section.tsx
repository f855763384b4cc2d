'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useView } from '@/components/live/use-view';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/section';
import { isLive } from '@/lib/jobs/job';
import { JobTable } from './job-table';

const NO_PARAMS = {};
/** Ended ones that are shown at once. */
const ENDED = 3;

interface JobsSectionProps {
  readonly openId: string;
  readonly onOpen: (id: string) => void;
}

/** Bulk jobs: what is under way, and the newest that ended. Where there are none nothing is shown. */
export function JobsSection({ openId, onOpen }: JobsSectionProps) {
  const t = useTranslations('jobs');
  const [all, setAll] = useState(false);
  const jobs = useView('jobs', NO_PARAMS).value?.jobs ?? [];
  if (!t.has('title') || jobs.length === 0) return null;
  const ended = jobs.filter((job) => !isLive(job)).slice(ENDED);
  const hidden = new Set(all ? [] : ended.filter(({ id }) => id !== openId));
  return (
    <>
      <Section title={t('title')} flush>
        <JobTable jobs={jobs.filter((job) => !hidden.has(job))} openId={openId} onOpen={onOpen} />
        {hidden.size > 0 && (
          <div className="px-6 py-2 max-md:px-4">
            <Button variant="ghost" onClick={() => setAll(true)}>
              {t('showAll', { count: hidden.size })}
            </Button>
          </div>
        )}
      </Section>
      <h2 className="border-t border-line px-6 pt-4 pb-2 text-strong tracking-title max-md:px-4">{t('log')}</h2>
    </>
  );
}
