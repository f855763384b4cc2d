import { leaveFor } from './leave-for';
import { PREFIX } from './prefix';

/** A refused or failed request: the server's stable code, or `network` when no answer came. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly code: string,
    readonly status: number,
    readonly detail: string,
    readonly requestId: string | null,
    options?: ErrorOptions,
    /** How long to wait before asking again, where the server says so. */
    readonly waitSeconds: number | null = null,
  ) {
    super(detail, options);
  }
}

/** Says that no person waits to be asked for a password by the browser: the login page asks for it. */
export const BY_SCRIPT = { 'x-requested-with': 'Celeryscope' };

type QueryValue = string | number | boolean | null | undefined;
export type QueryParams = Readonly<Record<string, QueryValue>>;

/** `path` begins with `/api/v1/…`. Answers are trusted: they come from our own server of the same version. */
export function apiGet<T>(path: string, params: QueryParams = {}, signal?: AbortSignal): Promise<T> {
  return request<T>(path + queryString(params), { method: 'GET', ...(signal ? { signal } : {}) });
}

export function apiPost<T>(path: string, body: unknown = {}, signal?: AbortSignal): Promise<T> {
  return request<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
}

/** The URL of an API path, for links and downloads. */
export function apiUrl(path: string, params: QueryParams = {}): string {
  return PREFIX + path + queryString(params);
}

async function request<T>(path: string, init: RequestInit): Promise<T> {
  const response = await send(path, init);
  const body = await bodyOf(response);
  if (response.ok) return body as T;
  const error = toApiError(response, body);
  if (error.code === 'credentials_needed') leadToLogin();
  throw error;
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(BY_SCRIPT)) headers.set(name, value);
    return await fetch(PREFIX + path, { ...init, headers, credentials: 'same-origin' });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError('network', 0, 'Celeryscope does not answer.', null, { cause });
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    // A proxy in between answers in HTML: what counts then is its status.
    if (!response.ok) return null;
    throw new ApiError('not_json', response.status, 'The answer was not JSON.', null, { cause });
  }
}

/** Reads `application/problem+json`. */
export function toApiError(response: { status: number; headers: Headers }, body: unknown): ApiError {
  const problem = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const text = (name: string) => (typeof problem[name] === 'string' ? problem[name] : null);
  const code = text('code') ?? `http_${response.status}`;
  const detail = text('detail') ?? text('title') ?? `HTTP ${response.status}`;
  const requestId = text('requestId') ?? response.headers.get('x-request-id');
  const waitSeconds = typeof problem['waitSeconds'] === 'number' ? problem['waitSeconds'] : null;
  return new ApiError(code, response.status, detail, requestId, undefined, waitSeconds);
}

function queryString(params: QueryParams): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

/** The session is over: what is on the page can't be brought up to date before somebody signs in again. */
function leadToLogin(): void {
  const { pathname, search } = window.location;
  if (pathname.startsWith(`${PREFIX}/login`)) return;
  // No page is given to whoever is not signed in, so this one was, to somebody whose session has ended since.
  leaveFor(`${PREFIX}/login/${queryString({ next: pathname + search, error: 'session_over' })}`);
}
