import { createServer, type Server, type ServerResponse } from 'node:http';
import type { RunningCollector } from '../collector-client';
import { reasonsNotReady } from './handlers/ready';

export interface HealthParts {
  readonly collector: RunningCollector;
  readonly version: string;
  readonly now: () => number;
}

/** The two checks of a collector that serves no pages. They name nothing of the cluster, so anybody may ask. */
export function createHealthServer({ collector, version, now }: HealthParts): Server {
  const startedAt = now();
  const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
    '/api/v1/health': (response) =>
      send(response, 200, { status: 'ok', version, uptimeSeconds: Math.round(now() - startedAt) }),
    '/api/v1/ready': (response) => {
      const standby = collector.standsByFor !== null;
      // To wait for its turn is all that it has to do: who waits for it to be ready must not wait for the other to die.
      const reasons = standby ? [] : reasonsNotReady({ collector });
      send(response, reasons.length === 0 ? 200 : 503, { ready: reasons.length === 0, reasons, standby });
    },
  };
  return createServer((request, response) => {
    const answer = answers[(request.url ?? '').split('?')[0] ?? ''];
    const mayAsk = request.method === 'GET' || request.method === 'HEAD';
    if (answer !== undefined && mayAsk) answer(response);
    else send(response, mayAsk ? 404 : 405, { status: mayAsk ? 404 : 405, code: mayAsk ? 'not_found' : 'not_allowed' });
  });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
