import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';

const TIMEOUT_MS = 5_000;
const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;

export type HttpAnswer =
  | { readonly ok: true; readonly body: unknown }
  /** `unreachable`, `unauthorized`, `too_large`, `not_found`, `http_<status>`, `not_json`. */
  | { readonly ok: false; readonly reason: string };

export interface HttpTarget {
  /** Without a trailing slash and without credentials. */
  readonly base: string;
  readonly username: string;
  readonly password: string;
  readonly tls: Pick<RequestOptions, 'ca' | 'rejectUnauthorized' | 'checkServerIdentity'>;
}

/** Reads one JSON document: bounded in time and size, following no redirect, so that credentials stay with their host. */
export function getJson(target: HttpTarget, path: string): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    const url = new URL(`${target.base}${path}`);
    const options: RequestOptions = {
      auth: `${target.username}:${target.password}`,
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      agent: false,
      ...target.tls,
    };
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, (response) => {
      const { statusCode = 0 } = response;
      if (statusCode === 200) {
        readJson(response).then(resolve, () => resolve({ ok: false, reason: 'unreachable' }));
        return;
      }
      response.destroy();
      resolve({ ok: false, reason: toReason(statusCode) });
    });
    request.on('error', () => resolve({ ok: false, reason: 'unreachable' }));
    request.end();
  });
}

function toReason(status: number): string {
  if (status === 401 || status === 403) return 'unauthorized';
  return status === 404 ? 'not_found' : `http_${status}`;
}

async function readJson(response: IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_RESPONSE_BYTES) {
      response.destroy();
      return { ok: false, reason: 'too_large' };
    }
    chunks.push(chunk);
  }
  try {
    return { ok: true, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown };
  } catch {
    // Something else than RabbitMQ's management answers here.
    return { ok: false, reason: 'not_json' };
  }
}
