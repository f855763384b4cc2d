import { BrokerError } from './broker';
import { maskUrls } from './broker-url';

interface Explained {
  readonly code: string;
  readonly test: RegExp;
  readonly text: string;
}

/** First match wins. Each text is what happened and what to do next; `{at}` is the address. */
const explained: readonly Explained[] = [
  {
    code: 'ECONNREFUSED',
    test: /ECONNREFUSED/,
    text: 'Nothing listens at {at}; is the Redis server running, and is this its address?',
  },
  {
    code: 'ENOTFOUND',
    test: /ENOTFOUND|EAI_AGAIN/,
    text: 'The host name of {at} is not known; check its spelling and the DNS.',
  },
  { code: 'ENOENT', test: /connect ENOENT/, text: 'There is no socket at {at}; check the path.' },
  {
    code: 'EACCES',
    test: /connect EACCES/,
    text: 'The socket at {at} may not be opened by this user; check its permissions.',
  },
  {
    code: 'UNREACHABLE',
    test: /EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/,
    text: 'There is no route to {at}; check the address and the network.',
  },
  {
    code: 'TLS_MISMATCH',
    test: /wrong version number|packet length too long|EPROTO|before secure TLS|RESP type 21\b/,
    text: 'One side speaks TLS and the other does not at {at}; use rediss:// for a TLS port and redis:// for a plain one.',
  },
  {
    code: 'TLS_CERTIFICATE',
    test: /self.signed|unable to verify|unable to get .*issuer|CERT_|certificate/i,
    text: 'The TLS certificate of {at} was not accepted; give its authority with ?ssl_ca_certs=FILE, or ssl_cert_reqs=none to skip the check.',
  },
  {
    code: 'NOT_REDIS',
    test: /RESP type|unexpected reply/,
    text: 'What answers at {at} is not a Redis server; check the port.',
  },
  {
    code: 'WRONGPASS',
    test: /WRONGPASS|invalid password|invalid username-password/i,
    text: 'Redis at {at} refused the user name or password; check the credentials in the broker URL.',
  },
  {
    code: 'NOAUTH',
    test: /NOAUTH|Authentication required/i,
    text: 'Redis at {at} asks for a password; give it in the broker URL: redis://:PASSWORD@host:port/0.',
  },
  {
    code: 'NO_PASSWORD_SET',
    test: /without any password configured|no password is set/i,
    text: 'Redis at {at} has no password, but the broker URL gives one; Celery would fail the same way. Leave it out.',
  },
  {
    code: 'BAD_DB',
    test: /DB index is out of range|invalid DB index|SELECT is not allowed/i,
    text: 'Redis at {at} has no database of that number; check the number at the end of the broker URL.',
  },
  {
    code: 'LOADING',
    test: /^LOADING|Redis is loading/i,
    text: 'Redis at {at} is still loading its data; it will be tried again.',
  },
  { code: 'BUSY', test: /^BUSY\b/, text: 'Redis at {at} is busy with a script; it will be tried again.' },
  {
    code: 'MASTERDOWN',
    test: /^MASTERDOWN/,
    text: 'Redis at {at} is a replica that lost its primary; connect to the primary.',
  },
  {
    code: 'MISCONF',
    test: /^MISCONF/,
    text: 'Redis at {at} refuses writes because it can not save to disk; look at its log and free the disk.',
  },
  {
    code: 'OOM',
    test: /^OOM\b/,
    text: 'Redis at {at} refuses writes because it is out of memory (maxmemory); free memory or raise the limit.',
  },
  {
    code: 'READONLY',
    test: /^READONLY|can't write against a read only/i,
    text: 'Redis at {at} is a read-only replica: control commands can not be sent there. Give the URL of the primary.',
  },
  { code: 'NOPERM', test: /^NOPERM/, text: 'The ACL of the Redis user at {at} does not allow this command.' },
  {
    code: 'MAXCLIENTS',
    test: /max number of clients/i,
    text: 'Redis at {at} has reached its limit of clients (maxclients); it will be tried again.',
  },
  {
    code: 'SENTINEL',
    test: /sentinels? (are|is) unreachable|No such master|invalid reply/i,
    text: 'No sentinel at {at} could name the master; check the sentinels’ addresses and master_name.',
  },
  {
    code: 'TIMEOUT',
    test: /ETIMEDOUT|timed out|timeout/i,
    text: 'Redis at {at} did not answer in time; check the network and a firewall between.',
  },
  {
    code: 'BROKER_LOST',
    test: /ECONNRESET|EPIPE|Connection is closed|closed the connection|Command aborted|Stream isn't writeable/i,
    text: 'The connection to Redis at {at} was closed.',
  },
];

/** Turns whatever ioredis throws into one sentence with a stable code. */
export function toBrokerError(error: unknown, address: string): BrokerError {
  if (error instanceof BrokerError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const subject = `${code} ${message}`.trim();
  const known = explained.find(({ test }) => test.test(message) || test.test(subject));
  // The cause is left out on purpose: ioredis hangs the command's arguments, the password among them, on its errors.
  if (known !== undefined) return new BrokerError(known.code, known.text.replace('{at}', address));
  return new BrokerError('REDIS_ERROR', `Redis at ${address} answered: ${maskUrls(message).slice(0, 200)}`);
}

/** Reason code of a command that this user may not run: `NOPERM zrange`; null for any other error. */
export function denialOf(error: unknown, command: string): string | null {
  const message = error instanceof Error ? error.message : '';
  const match = /^(NOPERM|READONLY|MISCONF|OOM)\b/.exec(message);
  if (match?.[1] === undefined) return null;
  return match[1] === 'NOPERM' ? `NOPERM ${command}` : match[1];
}
