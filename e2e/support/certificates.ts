import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';

export interface Certificate {
  readonly certfile: string;
  readonly keyfile: string;
  /** Its text, also for whoever is to trust it: it signed itself. */
  readonly cert: string;
  readonly key: string;
}

/** A certificate for this machine and celery.example.com that signed itself, valid for two days. */
export function makeCertificate(folder: string, name: string): Certificate {
  const [certfile, keyfile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const names = 'subjectAltName=DNS:celery.example.com,DNS:localhost,IP:127.0.0.1';
  const args = [
    'req',
    '-x509',
    ...kind,
    '-keyout',
    keyfile,
    '-out',
    certfile,
    '-subj',
    `/CN=${name}`,
    '-addext',
    names,
  ];
  execFileSync('openssl', args, { stdio: 'pipe' });
  return { certfile, keyfile, cert: readFileSync(certfile, 'utf8'), key: readFileSync(keyfile, 'utf8') };
}
