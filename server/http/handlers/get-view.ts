import { z } from 'zod';
import { isViewName, prepareView } from '../../views';
import { checkMayWatch, viewerOf } from '../authorise';
import { defineEndpoint } from '../endpoint';
import { HttpProblem } from '../problem';

/** The live feed's answer without the feed, for pages whose socket is blocked. */
export const getView = defineEndpoint({
  method: 'GET',
  path: '/api/v1/views/:view',
  permission: 'view',
  costly: true,
  summary: 'What the live feed would send as the snapshot of a view; null when the subject is unknown',
  params: z.object({ view: z.string().max(50) }),
  query: z.record(z.string(), z.string()),
  answers: { 200: z.unknown() },
  handle({ params, query, principal }, services) {
    if (!isViewName(params.view)) throw new HttpProblem(404, 'view_unknown', 'There is no such view.');
    const viewer = viewerOf(principal);
    checkMayWatch(viewer, params.view);
    return prepareView(params.view, query).compute(services, viewer);
  },
});
