import type { IncomingHttpHeaders } from 'node:http';
import type { z } from 'zod';
import type { Capability } from '@/lib/access/policy';
import type { Action } from '@/lib/cluster/action';
import type { Metrics } from '../metrics/metrics';
import type { ViewSource } from '../views/view';
import type { AccessControl } from '../access/access-control';
import type { AccessEntry } from './access-log';
import type { Door, Permission, Principal } from './authorise';

/** What a handler gets: its input as the schemas left it, and who asks. */
export interface Call<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly headers: IncomingHttpHeaders;
  readonly principal: Principal;
  /** The request's own head, for those who let people in and out. */
  readonly door: Door;
}

/** What handlers may use. */
export interface Services extends ViewSource {
  readonly metrics: Metrics;
  readonly openApi: () => unknown;
  readonly startedAt: number;
  readonly access: AccessControl;
  readonly recordAccess: (entry: AccessEntry) => Promise<void>;
  /** A line of the log, which never holds a secret. */
  readonly warn: (text: string) => void;
  /** Aborts when who asked no longer waits. */
  readonly left?: AbortSignal;
}

/** What one cluster has of them. */
export type SiteServices = Omit<Services, 'openApi' | 'access' | 'recordAccess' | 'warn'>;

/** One request of the API: one file in `handlers/`, one line in `routes.ts`. */
export interface Endpoint<P = unknown, Q = unknown, B = unknown> {
  readonly method: 'GET' | 'POST';
  /** Under the URL prefix. */
  readonly path: string;
  readonly permission: Permission;
  readonly summary: string;
  /** Pages of other sites may not have it asked. */
  readonly costly?: boolean;
  /** It tells nothing but how we are, so whoever watches over us may call by any address. */
  readonly isProbe?: boolean;
  /** The answer may be of any size, so it is not made only to tell its head. */
  readonly streams?: boolean;
  /** Who asks in the meantime gets the same object, which is written as JSON once. */
  readonly isShared?: boolean;
  readonly params?: z.ZodType<P>;
  readonly query?: z.ZodType<Q>;
  readonly body?: z.ZodType<B>;
  /** What it answers when all is well, by status. */
  readonly answers: Readonly<Record<number, z.ZodType>>;
  /** What reading it needs, where that is not `view`. */
  readonly reads?: Capability;
  /** What a control does: the policy is asked for it, and a refusal is written into the audit log. */
  readonly action?: Action['name'];
  /** The value to answer with, or an Answer where it is not a plain 200 of JSON. */
  handle(call: Call<P, Q, B>, services: Services): unknown;
}

/** An answer with its own status or content type. */
export class Answer {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly contentType = 'application/json; charset=utf-8',
    readonly headers: Readonly<Record<string, string | string[]>> = {},
  ) {}
}

/** Checks the handler against its schemas, then forgets the types: the server has run the schemas before it calls. */
export function defineEndpoint<P = unknown, Q = unknown, B = unknown>(endpoint: Endpoint<P, Q, B>): Endpoint {
  return endpoint;
}
