import type { Capability } from '@/lib/access/policy';
import type { ActionName } from '@/lib/cluster/action';
import type { Door, Permission, Principal } from '../http/authorise';
import type { Services } from '../http/endpoint';
import type { FlowerParams } from './flower-params';

/** What a handler gets. */
export interface FlowerCall {
  /** What stands in place of `*` in the path, decoded: the name of a worker or task, or an id. */
  readonly name: string;
  /** From the query and the body. */
  readonly params: FlowerParams;
  /** As it was sent. */
  readonly body: string;
  readonly principal: Principal;
  readonly door: Door;
  /** What stands before every path, for answers that lead elsewhere. */
  readonly urlPrefix: string;
}

/** Says that the request is not for the API: the page at this address is sent. */
export const THE_PAGE = Symbol('the page');

/**
 * One request of Flower's, at Flower's address: one file in `handlers/`, one line in `flower-routes.ts`. Reading
 * parameters and looking up names is done by the handler, for an unknown name is told before a bad parameter.
 */
export interface FlowerEndpoint {
  readonly method: 'GET' | 'POST';
  /** Under the URL prefix; `*` at its end is a name that may hold slashes. */
  readonly path: string;
  readonly permission: Permission;
  /** What reading it needs, where that is not `view`. */
  readonly reads?: Capability;
  /** `api`: closed while nobody signs in, until the owner opens it. `page`: what Flower's own pages asked for. */
  readonly door: 'api' | 'page';
  /** Pages of other sites may not have it asked. */
  readonly costly?: boolean;
  /** Refusals have no text here, as in Flower; a bad request is told what is wrong with it all the same. */
  readonly isSilent?: boolean;
  /** What a control does: the policy is asked for it, and a refusal is written into the audit log. */
  readonly action?: ActionName;
  /**
   * The value to answer with as JSON, its text as FlowerJson, a FlowerAnswer, or THE_PAGE. Throws a FlowerError for all else; what the collector
   * or the store throws is told with its own status and text.
   */
  handle(call: FlowerCall, services: Services): unknown;
}

/** JSON that is written already. */
export class FlowerJson {
  constructor(readonly text: string) {}
}

/** An object whose keys keep this order: those that look like numbers would come first in one of JavaScript's. */
export function jsonOf(entries: Iterable<readonly [key: string, value: unknown]>): FlowerJson {
  const members = Array.from(
    entries,
    ([key, value]) => `${JSON.stringify(key)}:${value instanceof FlowerJson ? value.text : JSON.stringify(value)}`,
  );
  return new FlowerJson(`{${members.join(',')}}`);
}

/** An answer that is not JSON. */
export class FlowerAnswer {
  constructor(
    readonly status: number,
    readonly text: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}
