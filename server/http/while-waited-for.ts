import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Door, Principal } from './authorise';
import type { Services } from './endpoint';

/** The services for one request: with a reader that gives up when the client leaves before its answer. */
export function whileWaitedFor(reply: FastifyReply, services: Services): Services {
  const left = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableEnded) left.abort();
  });
  return { ...services, left: left.signal, reader: () => services.reader().askedBy({ signal: left.signal }) };
}

/** Who asks, as the authorisation of the request found. */
export function signedIn({ principal, door }: FastifyRequest): { readonly principal: Principal; readonly door: Door } {
  if (principal === null || door === null) throw new Error('A handler was reached without authorisation.');
  return { principal, door };
}
