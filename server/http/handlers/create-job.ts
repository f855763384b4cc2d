import { z } from 'zod';
import { Job, JobDryRun } from '@/lib/api/schemas';
import { DEFAULT_RATE, JOB_ACTIONS, MOST_NAMED, MOST_RATE, MOST_TARGETS } from '@/lib/jobs/job';
import { EntityName } from '../../views/params';
import { callerOf, checkMay } from '../authorise';
import { Reason, Selection, Signal } from '../control-bodies';
import { Answer, defineEndpoint } from '../endpoint';
import { findTargets } from '../job-targets';
import { HttpProblem } from '../problem';

const TARGETS_A_CALL = 5_000;
const LONGEST_COUNTDOWN = 31_536_000;

const Body = Selection.omit({ uuids: true }).extend({
  action: z.enum(JOB_ACTIONS),
  uuids: z.array(z.string().min(1).max(1024)).min(1).max(MOST_NAMED).optional(),
  terminate: z.boolean().default(false),
  signal: Signal,
  queue: EntityName.max(255).optional(),
  countdown: z.number().min(0).max(LONGEST_COUNTDOWN).optional(),
  ratePerSecond: z.number().min(0.1).max(MOST_RATE).default(DEFAULT_RATE),
  /** Of more than a job may be for, takes the newest. */
  newest: z.boolean().default(false),
  reason: Reason,
});

export const createJob = defineEndpoint({
  method: 'POST',
  path: '/api/v1/jobs',
  permission: 'control',
  action: 'bulk-revoke',
  costly: true,
  summary: 'Revokes or retries many tasks one after another in the background; with dryRun says who would take part',
  body: Body,
  answers: { 200: JobDryRun, 201: z.object({ job: Job }) },
  async handle({ body, principal }, services) {
    const { action, terminate, signal, ratePerSecond, reason = null, queue = null, countdown = null } = body;
    checkMay(principal, `bulk-${action}`);
    const targets = await findTargets(action, body, services);
    const { uuids, scope, ...counts } = targets;
    if (body.dryRun) return { dryRun: true, scope, ...counts, limit: MOST_TARGETS };
    if (uuids.length === 0) throw new HttpProblem(422, 'selection_empty', 'No task matches.');
    if (counts.total > uuids.length && !body.newest) {
      const text = `${counts.total} tasks match, more than the ${MOST_TARGETS} that a job may be for; narrow the filter, or send {"newest": true}.`;
      throw new HttpProblem(422, 'selection_too_large', text, { limit: MOST_TARGETS });
    }
    const { collector } = services;
    const request = { action, scope, terminate, signal, queue, countdown, ratePerSecond, reason };
    const { id } = await collector.call('createJob', { ...callerOf(principal), job: request });
    for (let at = 0; at < uuids.length; at += TARGETS_A_CALL)
      await collector.call('addTargets', { id, uuids: uuids.slice(at, at + TARGETS_A_CALL) });
    return new Answer(201, { job: await collector.call('startJob', { id }) });
  },
});
