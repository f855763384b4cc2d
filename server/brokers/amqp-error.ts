import { BrokerError } from './broker';
import type { AmqpEndpoint } from './broker-url';

/** What went wrong with a connection, in words for its owner. */
export interface AmqpFault {
  readonly code: string;
  /** One sentence without credentials. */
  readonly message: string;
}

const MAX_TEXT = 240;

const certificateCodes = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Names the cause of a failed or broken connection; amqplib tells most of them by text alone. */
export function toAmqpFault(error: unknown, endpoint: AmqpEndpoint): AmqpFault {
  if (error instanceof BrokerError) return error;
  const text = textOf(error);
  const code = codeOf(error);
  const where = `${endpoint.host}:${endpoint.port}`;
  const fault = (name: string, message: string): AmqpFault => ({ code: name, message: oneLine(message) });
  const protocol = endpoint.tls === null ? 'amqp' : 'amqps';

  if (code === 'ECONNREFUSED') return fault('ECONNREFUSED', `Nothing listens at ${where}: the connection was refused.`);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return fault('ENOTFOUND', `The host name ${endpoint.host} can't be resolved.`);
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return fault(code, `The network has no way to ${where}.`);
  if (code === 'ENOENT') return fault('TLS_FILE', `A TLS file of the broker URL can't be read: ${text}.`);
  if (code !== null && certificateCodes.has(code)) {
    return fault(
      'TLS_CERTIFICATE',
      `The certificate of ${where} can't be trusted (${code}); name its authority with ssl_ca_certs in the URL.`,
    );
  }
  if (code === 'ETIMEDOUT' || text.includes('ETIMEDOUT')) return fault('ETIMEDOUT', `${where} did not answer in time.`);
  if (code?.startsWith('ERR_SSL') === true || code === 'EPROTO') {
    return fault('TLS_MISMATCH', `${where} does not speak TLS as ${protocol}:// asks for; is this its plain port?`);
  }
  if (text.includes('ACCESS_REFUSED') || text.includes('ACCESS-REFUSED')) {
    return fault(
      'ACCESS_REFUSED',
      `RabbitMQ at ${where} refused the user "${endpoint.username}": wrong name or password.`,
    );
  }
  // The reason is in the close frame, which amqplib keeps to itself when the vhost is being opened.
  if (text.includes('Expected ConnectionOpenOk')) {
    return fault(
      'NOT_ALLOWED',
      `RabbitMQ at ${where} refused the vhost "${endpoint.vhost}": it does not exist, the user "${endpoint.username}" has no access to it, or it is full.`,
    );
  }
  if (text.includes('SASL mechanism'))
    return fault('NO_PLAIN_LOGIN', `RabbitMQ at ${where} offers no login with name and password.`);
  if (text.includes('Frame size') || text.includes('during handshake') || text.includes('Invalid frame')) {
    return fault('NOT_AMQP', `What listens at ${where} is not RabbitMQ: its answer is not AMQP 0-9-1.`);
  }
  if (text.includes('during opening handshake')) {
    return fault(
      'HANDSHAKE_CLOSED',
      `${where} closed the connection during the AMQP handshake: is it RabbitMQ, and does it expect ${endpoint.tls === null ? 'TLS (amqps://)' : 'plain AMQP (amqp://)'}?`,
    );
  }
  if (text.includes('Heartbeat timeout'))
    return fault('HEARTBEAT_TIMEOUT', `RabbitMQ at ${where} fell silent: its heartbeats stopped.`);
  if (text.includes('CONNECTION_FORCED') || text.includes('CONNECTION-FORCED')) {
    return fault(
      'CONNECTION_FORCED',
      `RabbitMQ at ${where} ended the connection: it is stopping, or an operator closed it.`,
    );
  }
  if (code === 'ECONNRESET' || code === 'EPIPE' || text.includes('Unexpected close')) {
    return fault('CONNECTION_LOST', `RabbitMQ at ${where} dropped the connection.`);
  }
  return fault(code ?? 'AMQP', `The connection to ${where} failed: ${text}`);
}

/** The AMQP reply code of a failed operation (403, 404, 406, …); null when there was none. */
export function replyCodeOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'number' ? error.code : null;
}

/** The short stable name of a refused operation, for `limits` and `unknown`. */
export function refusalOf(error: unknown): string {
  const names: Readonly<Record<number, string>> = {
    403: 'ACCESS_REFUSED',
    404: 'NOT_FOUND',
    405: 'RESOURCE_LOCKED',
    406: 'PRECONDITION_FAILED',
  };
  const code = replyCodeOf(error);
  return code === null ? 'AMQP_ERROR' : (names[code] ?? `AMQP_${code}`);
}

/** Server texts and names end in logs and pages: one line, bounded, no control characters. */
export function oneLine(text: string): string {
  const line = text.replace(/\p{Cc}+/gu, ' ').trim();
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line;
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

function textOf(error: unknown): string {
  // An end without an error: the server said goodbye and nothing else.
  if (error === null || error === undefined) return 'Unexpected close';
  return error instanceof Error ? error.message : 'unknown error';
}
