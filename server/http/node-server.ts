import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { TlsSettings } from '../tls-files';

/** How long a client may take; a connection that says nothing holds no more than itself, and not for long. */
export interface ServerPatience {
  readonly headersMs: number;
  readonly requestMs: number;
  /** How often it is looked whose time is over. */
  readonly checkMs: number;
}

const PATIENCE: ServerPatience = { headersMs: 10_000, requestMs: 30_000, checkMs: 1_000 };
/** Longer than a proxy keeps an idle connection, so that it never sends into one that is being closed. */
const KEEP_ALIVE_MS = 72_000;
const MAX_HEADER_BYTES = 16 * 1024;

export function openNodeServer(
  handler: RequestListener,
  tls: TlsSettings | null = null,
  patience: ServerPatience = PATIENCE,
): Server {
  const options = {
    headersTimeout: patience.headersMs,
    requestTimeout: patience.requestMs,
    connectionsCheckingInterval: patience.checkMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  return tls === null
    ? createServer(options, handler)
    : createTlsServer({ ...options, ...tls, handshakeTimeout: patience.headersMs }, handler);
}
