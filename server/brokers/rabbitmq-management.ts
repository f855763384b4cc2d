import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { isRecord } from '@/lib/celery/bounded';
import type { ConsumerPrefetch, QueueReading } from './broker';
import type { AmqpEndpoint } from './broker-url';
import { CHANNEL_COLUMNS, CONSUMER_COLUMNS, decodeConsumers } from './rabbitmq-consumers';
import { getJson, type HttpAnswer, type HttpTarget } from './rabbitmq-http';
import { decodeQueueItems, QUEUE_COLUMNS } from './rabbitmq-queue-item';

const PAGE_SIZE = 500;
/** 10,000 queues; beyond, the rest is left out. */
const MAX_PAGES = 20;
const RETRY_AFTER_MS = 30_000;
const CONSUMERS_EVERY_MS = 15_000;

const Overview = z.object({
  cluster_name: z.string().optional(),
  rates_mode: z.string().optional(),
  disable_stats: z.boolean().optional(),
});
const QueuePage = z.union([
  z.object({ items: z.array(z.unknown()), page_count: z.number().int().nonnegative() }),
  // Servers before 3.6 know no pages.
  z.array(z.unknown()).transform((items) => ({ items, page_count: 1 })),
]);

export type ManagementReading =
  | { readonly ok: true; readonly queues: readonly QueueReading[] }
  /** `management_unreachable`, `management_unauthorized`, `management_other_cluster`, … */
  | { readonly ok: false; readonly reason: string };

export interface ManagementOptions {
  readonly endpoint: AmqpEndpoint;
  /** What the AMQP connection said; a guessed address that belongs to another cluster is not believed. */
  readonly clusterName: string | null;
  /** Given by the user, with credentials in it or not; null to look for it. */
  readonly url: string | null;
}

interface Found {
  readonly target: HttpTarget;
  readonly ratesOn: boolean;
}

/** RabbitMQ's management API, read only. It is an extra: where it can't be had, the reason stands in its place. */
export interface Management {
  queues(): Promise<ManagementReading>;
  /** These queues in the server's own words, with all that it tells of them; none where it can't be had. */
  told(names: readonly string[]): Promise<readonly unknown[]>;
}

export function createManagement(options: ManagementOptions): Management {
  let found: Found | null = null;
  let consumers: { readonly byQueue: ReadonlyMap<string, readonly ConsumerPrefetch[]>; readonly until: number } | null =
    null;
  let failed: { readonly reason: string; readonly until: number } | null = null;
  const vhost = encodeURIComponent(options.endpoint.vhost);

  const find = async (): Promise<Found | { readonly reason: string }> => {
    let reason = 'unreachable';
    for (const target of await toTargets(options)) {
      const answer = await getJson(target, '/api/overview?columns=cluster_name,rates_mode,disable_stats');
      const overview = answer.ok ? Overview.safeParse(answer.body) : null;
      if (overview?.success === true) {
        const { cluster_name: name, rates_mode: rates, disable_stats: off } = overview.data;
        if (options.url === null && options.clusterName !== null && name !== options.clusterName) {
          reason = 'other_cluster';
          continue;
        }
        return { target, ratesOn: rates !== 'none' && off !== true };
      }
      // "Nobody there" must not hide that another address answered with a refusal.
      if (!answer.ok && answer.reason !== 'unreachable') reason = answer.reason;
    }
    return { reason };
  };

  /** An extra to the extra: these lists are long and change seldom, and the queues count without them. */
  const readConsumers = async (target: HttpTarget): Promise<ReadonlyMap<string, readonly ConsumerPrefetch[]>> => {
    if (consumers !== null && Date.now() < consumers.until) return consumers.byQueue;
    const [items, channels] = await Promise.all([
      getJson(target, `/api/consumers/${vhost}?columns=${CONSUMER_COLUMNS}`),
      getJson(target, `/api/vhosts/${vhost}/channels?columns=${CHANNEL_COLUMNS}`),
    ]);
    const byQueue = decodeConsumers(items.ok ? items.body : null, channels.ok ? channels.body : null);
    consumers = { byQueue, until: Date.now() + CONSUMERS_EVERY_MS };
    return byQueue;
  };

  const readItems = async (
    target: HttpTarget,
    columns: string,
  ): Promise<{ readonly items: readonly unknown[] } | { readonly reason: string }> => {
    const items: unknown[] = [];
    for (let page = 1, pages = 1; page <= Math.min(pages, MAX_PAGES); page += 1) {
      const query = `page=${page}&page_size=${PAGE_SIZE}${columns}`;
      const decoded = decodeQueuePage(await getJson(target, `/api/queues/${vhost}?${query}`));
      if (!decoded.ok) return decoded;
      items.push(...decoded.items);
      pages = decoded.pages;
    }
    return { items };
  };

  const read = async (): Promise<{ readonly queues: readonly QueueReading[] } | { readonly reason: string }> => {
    const place = found ?? (await find());
    if ('reason' in place) return place;
    found = place;
    const told = await readItems(place.target, `&columns=${QUEUE_COLUMNS}`);
    if ('reason' in told) return told;
    const queues = decodeQueueItems(told.items, place.ratesOn);
    const byQueue = await readConsumers(place.target);
    return { queues: queues.map((queue) => ({ ...queue, consumerPrefetch: byQueue.get(queue.name) ?? null })) };
  };

  return {
    async queues() {
      // Each try of a silent host takes seconds; readings without it must not wait for them every time.
      if (failed !== null && Date.now() < failed.until) return { ok: false, reason: failed.reason };
      const result = await read();
      if ('queues' in result) {
        failed = null;
        return { ok: true, queues: result.queues };
      }
      found = null;
      failed = { reason: `management_${result.reason}`, until: Date.now() + RETRY_AFTER_MS };
      return { ok: false, reason: failed.reason };
    },
    async told(names) {
      // Where the API is, readings have found out.
      const told = found === null ? { items: [] } : await readItems(found.target, '');
      if ('reason' in told) return [];
      const wanted = new Set(names);
      return told.items.filter((item) => isRecord(item) && wanted.has(String(item['name'])));
    },
  };
}

type DecodedPage = { ok: true; items: readonly unknown[]; pages: number } | { ok: false; reason: string };

function decodeQueuePage(answer: HttpAnswer): DecodedPage {
  if (!answer.ok) return answer;
  const page = QueuePage.safeParse(answer.body);
  return page.success
    ? { ok: true, items: page.data.items, pages: page.data.page_count }
    : { ok: false, reason: 'not_rabbitmq' };
}

/** Where the API may be: as given, else on the broker's own host with the broker's own credentials. */
async function toTargets({ endpoint, url }: ManagementOptions): Promise<HttpTarget[]> {
  const { tls } = endpoint;
  const trust: HttpTarget['tls'] =
    tls === null
      ? {}
      : {
          rejectUnauthorized: tls.verify,
          ...(tls.caFile === null ? {} : { ca: await readFile(tls.caFile).catch(() => undefined) }),
          ...(tls.checkHostname ? {} : { checkServerIdentity: () => undefined }),
        };
  const credentials = { username: endpoint.username, password: endpoint.password, tls: trust };
  if (url !== null) return [{ ...credentials, ...toGivenTarget(url) }];
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return managementPorts(endpoint).map((port) => ({
    base: `${tls === null ? 'http' : 'https'}://${host}:${port}`,
    ...credentials,
  }));
}

/** The plugin's own port, after the one that is as far from it as the broker's is from its own (5673 → 15673). */
export function managementPorts({ port, tls }: Pick<AmqpEndpoint, 'port' | 'tls'>): readonly number[] {
  const usual = tls === null ? 15_672 : 15_671;
  const moved = port + 10_000;
  return moved === usual || moved > 65_535 ? [usual] : [moved, usual];
}

function toGivenTarget(text: string): Pick<HttpTarget, 'base'> & Partial<Pick<HttpTarget, 'username' | 'password'>> {
  const url = new URL(text);
  // People paste the address of the API or of the pages; both stand on the same root.
  const path = url.pathname.replace(/\/(?:api\/?)?$/, '');
  const own =
    url.username === ''
      ? {}
      : { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  return { base: `${url.protocol}//${url.host}${path}`, ...own };
}
