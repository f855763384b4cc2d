import { z } from 'zod';
import { inOrderOfUrgency, toFindingView } from '@/lib/api/finding-view';
import { MAX_FINDINGS } from '@/lib/api/limits';
import { openFindings } from './findings-about';
import { FindingState } from './params';
import type { View } from './view';

const MAX_ACTIONS = 100;
const MAX_JOBS = 50;

const FindingsParams = z.object({ state: FindingState });

export const findingsView: View<'findings', z.infer<typeof FindingsParams>> = {
  name: 'findings',
  params: FindingsParams,
  inputs: ['frame', 'log'],
  async compute(source, { state }) {
    const open = state === 'closed' ? [] : await openFindings(source);
    const closed = state === 'open' ? [] : await source.reader().findings({ state: 'closed', limit: MAX_FINDINGS });
    return {
      findings: inOrderOfUrgency([...open, ...closed])
        .slice(0, MAX_FINDINGS)
        .map(toFindingView),
    };
  },
};

export const actionsView: View<'actions', object> = {
  name: 'actions',
  params: z.object({}),
  inputs: ['log'],
  compute: (source) => source.reader().actions(null, MAX_ACTIONS),
};

export const jobsView: View<'jobs', object> = {
  name: 'jobs',
  params: z.object({}),
  inputs: ['log'],
  compute: (source) => source.reader().jobs(null, MAX_JOBS),
};
