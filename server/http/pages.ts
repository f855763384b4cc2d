import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Mount } from './mount';
import { toPageFile, type PageDefaults, type PageFile } from './page-file';
import { HttpProblem } from './problem';

/** The exported pages by their path without a leading slash. Requests are looked up here, never in the file system. */
export type Pages = ReadonlyMap<string, PageFile>;

/** Reads the exported pages and puts the prefix into them; empty when there are none. */
export function loadPages(folder: string, prefix: string, defaults?: PageDefaults): Pages {
  let entries;
  try {
    entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch {
    // Without a build there are no pages; the API works all the same, and the routes below say so.
    return new Map();
  }
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    files.map((file) => {
      const path = relative(folder, file).split(sep).join('/');
      return [path, toPageFile(path, readFileSync(file), prefix, defaults)];
    }),
  );
}

type Found = { readonly kind: 'file'; readonly file: PageFile } | { readonly kind: 'folder' } | null;

/** Pages whose path holds a name or uuid were exported once, with `_` in its place. */
const ENTITY_PAGES: readonly string[] = ['tasks', 'workers', 'queues'];

export function findPage(pages: Pages, path: string): Found {
  const exact = lookUp(pages, path);
  if (exact !== null) return exact;
  const [section = '', entity = '', ...rest] = path.split('/');
  if (!ENTITY_PAGES.includes(section) || entity === '') return null;
  return lookUp(pages, [section, '_', ...rest].join('/'));
}

function lookUp(pages: Pages, path: string): Found {
  const file = pages.get(path === '' || path.endsWith('/') ? `${path}index.html` : path);
  if (file !== undefined) return { kind: 'file', file };
  return pages.has(`${path}/index.html`) ? { kind: 'folder' } : null;
}

const PUBLIC_PATHS = ['/login/*', '/_next/static/*', '/icon.svg'];

/** What is served, and for which mount it is; the prefix is the mount's. */
export function registerPages(app: FastifyInstance, mount: Mount): void {
  const { urlPrefix: prefix } = mount;
  const config = { mount, permission: 'view' } as const;
  const send = (request: FastifyRequest, reply: FastifyReply) => sendPage(request, reply, mount);
  app.get(`${prefix}/*`, { config, schema: { hide: true } }, send);
  // The program itself is no secret, and the page where one signs in is made of it.
  for (const path of PUBLIC_PATHS)
    app.get(prefix + path, { config: { mount, permission: 'public' }, schema: { hide: true } }, send);
  if (prefix !== '') registerRedirect(app, prefix, mount);
}

/** Leads from a path to the first page of a mount. */
export function registerRedirect(app: FastifyInstance, path: string, mount: Mount): void {
  const config = { mount, permission: 'view' } as const;
  app.get(path, { config, schema: { hide: true } }, (_request, reply) => leadTo(reply, `${mount.urlPrefix}/`));
}

/** Sends the page at the address of the request. */
export async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { pages, urlPrefix: prefix }: Pick<Mount, 'pages' | 'urlPrefix'>,
): Promise<FastifyReply> {
  // What is compared is the path as it was sent: a name in it may hold an encoded slash.
  const [path = '', query] = request.url.slice(prefix.length + 1).split(/\?(.*)/s);
  if (path.startsWith('api/')) throw new HttpProblem(404, 'not_found', 'There is no such request in the API.');
  const found = findPage(pages, path);
  if (found === null) return sendMissing(reply, pages);
  if (found.kind === 'folder') return leadTo(reply, `${prefix}/${path}/${query === undefined ? '' : `?${query}`}`);
  return sendFile(reply, found.file, request.headers['if-none-match'], request.headers['accept-encoding']);
}

/** Browsers keep a 308 for good unless told otherwise, and here Flower may answer again, whose pages end without a slash. */
function leadTo(reply: FastifyReply, address: string): FastifyReply {
  return reply.header('cache-control', 'no-cache').redirect(address, 308);
}

async function sendFile(
  reply: FastifyReply,
  file: PageFile,
  known: string | undefined,
  accepted: string | undefined,
): Promise<FastifyReply> {
  // Pages and data may change with the next start under another prefix; what has a hash in its name never does.
  reply.header('cache-control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  reply.header('etag', file.etag).header('vary', 'accept-encoding');
  if (file.contentSecurityPolicy !== null) reply.header('content-security-policy', file.contentSecurityPolicy);
  if (known?.split(/\s*,\s*/).includes(file.etag)) return reply.code(304).send();
  const { body, encoding } = await file.encoded(accepted);
  if (encoding !== null) reply.header('content-encoding', encoding);
  return reply.type(file.contentType).send(body);
}

function sendMissing(reply: FastifyReply, pages: Pages): Promise<FastifyReply> | FastifyReply {
  const page = pages.get('404.html') ?? pages.get('404/index.html');
  reply.code(404);
  if (page !== undefined) return sendFile(reply, page, undefined, undefined);
  const text = pages.size === 0 ? 'The pages were not built: run npm run build.\n' : 'There is no such page.\n';
  return reply.type('text/plain; charset=utf-8').send(text);
}
