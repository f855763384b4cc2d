import { readFileSync } from 'node:fs';
import { Server } from 'node:https';
import type { Server as HttpServer } from 'node:http';
import { createSecureContext } from 'node:tls';
import { ConfigError } from './config';
import { printable } from './config/option-names';
import type { Log } from './log';

export interface TlsOptions {
  readonly certfile: string | null;
  readonly keyfile: string | null;
  readonly caCerts: string | null;
}

/** As Node's TLS takes them. Who has no certificate is refused by the authorisation, so that probes need none. */
export interface TlsSettings {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca?: Buffer;
  readonly requestCert: boolean;
  readonly rejectUnauthorized: false;
}

/** Reads the files of our own TLS; null where none is asked for. A ConfigError says which file is wrong. */
export function readTls({ certfile, keyfile, caCerts }: TlsOptions): TlsSettings | null {
  if (certfile === null && keyfile === null) {
    if (caCerts === null) return null;
    throw new ConfigError('--ca-certs asks clients for certificates, which needs --certfile and --keyfile as well.');
  }
  if (certfile === null) throw new ConfigError('--keyfile needs --certfile, the certificate that belongs to it.');
  if (keyfile === null) throw new ConfigError('--certfile needs --keyfile, the private key of that certificate.');
  const cert = read('--certfile', certfile);
  const key = read('--keyfile', keyfile);
  const ca = caCerts === null ? null : read('--ca-certs', caCerts);
  attempt(`--certfile ${printable(certfile)}: holds no certificate in PEM form`, () => createSecureContext({ cert }));
  attempt(`--keyfile ${printable(keyfile)}: holds no private key in PEM form without a passphrase`, () =>
    createSecureContext({ key }),
  );
  attempt(`--keyfile ${printable(keyfile)}: is not the key of the certificate in --certfile`, () =>
    createSecureContext({ cert, key }),
  );
  if (ca !== null && !ca.includes('-----BEGIN CERTIFICATE-----'))
    throw new ConfigError(`--ca-certs ${printable(caCerts ?? '')}: holds no certificate in PEM form.`);
  return { cert, key, ...(ca === null ? {} : { ca }), requestCert: ca !== null, rejectUnauthorized: false };
}

/** Takes renewed files; those that are wrong are told, and the ones before them go on. */
export function reloadTls(server: HttpServer, options: TlsOptions, log: Log): void {
  if (!(server instanceof Server)) return;
  try {
    const settings = readTls(options);
    if (settings !== null) server.setSecureContext(settings);
    log.info('The certificate was read again.');
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    log.error(`The certificate was not read again, the one before it goes on: ${error.message}`);
  }
}

function read(option: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new ConfigError(`${option} ${printable(path)}: can't be read (${code}).`);
  }
}

/** OpenSSL's own words name no file and no option. */
function attempt(otherwise: string, action: () => void): void {
  try {
    action();
  } catch {
    throw new ConfigError(`${otherwise}.`);
  }
}
