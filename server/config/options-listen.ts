import { optional, withDefault } from './option';
import * as value from './values';

/** Where it listens and who may reach it. */
export const LISTEN_OPTIONS = {
  host: withDefault(value.anyText('a host name or address'), '127.0.0.1', {
    name: 'host',
    placeholder: 'HOST',
    help: 'Address to listen on. Any but a loopback address needs a way to sign in ([docs/access.md](docs/access.md)), such as `--basic-auth`, or `--no-auth`.',
    alsoFrom: ['FLOWER_ADDRESS'],
    aliases: ['address'],
  }),
  port: withDefault(value.wholeNumber(0, 65_535), 5555, {
    name: 'port',
    placeholder: 'PORT',
    help: 'Port to listen on; 0 takes a free one.',
    alsoFrom: ['FLOWER_PORT'],
  }),
  unixSocket: optional(value.filePath('the path of a socket'), {
    name: 'unix-socket',
    placeholder: 'PATH',
    help: 'Listens on this unix socket, in place of a port.',
    alsoFrom: ['FLOWER_UNIX_SOCKET'],
  }),
  unixSocketMode: withDefault(value.fileMode(), 0o777, {
    name: 'unix-socket-mode',
    placeholder: 'MODE',
    help: 'Who may connect to the unix socket: `660` is its user and group, `777` everybody on this machine, as with a port.',
    fallbackText: '777',
  }),
  urlPrefix: withDefault(value.urlPrefix(), '', {
    name: 'url-prefix',
    placeholder: 'PATH',
    help: 'Path under which everything is served, such as `/celery` behind a proxy.',
    alsoFrom: ['FLOWER_URL_PREFIX'],
  }),
  allowedHosts: withDefault<readonly string[]>(
    value.list('host names with a comma between, such as celery.example.com'),
    [],
    {
      name: 'allowed-hosts',
      placeholder: 'HOSTS',
      help: 'Host names (with or without a port) by which browsers may call it, besides its own address.',
    },
  ),
  certfile: optional(value.filePath('a file'), {
    name: 'certfile',
    placeholder: 'FILE',
    help: 'Serves HTTPS with this certificate, PEM, with those of its chain after it. Read again on SIGHUP.',
    alsoFrom: ['FLOWER_CERTFILE'],
  }),
  keyfile: optional(value.filePath('a file'), {
    name: 'keyfile',
    placeholder: 'FILE',
    help: 'Private key of the certificate, PEM, without a passphrase.',
    alsoFrom: ['FLOWER_KEYFILE'],
  }),
  caCerts: optional(value.filePath('a file'), {
    name: 'ca-certs',
    placeholder: 'FILE',
    help: 'Lets in only clients with a certificate of these authorities, PEM; probes of health need none.',
    alsoFrom: ['FLOWER_CA_CERTS'],
  }),
  trustedProxies: withDefault<readonly string[]>(value.proxies(), [], {
    name: 'trusted-proxies',
    placeholder: 'ADDRESSES',
    help: 'Proxies whose `X-Forwarded-For`, `-Proto` and `-Host` are believed: addresses and networks with a comma between, `loopback`, `unix` for whoever comes through the unix socket.',
  }),
  xheaders: withDefault(value.onOff(), false, {
    name: 'xheaders',
    placeholder: null,
    help: 'Reads `X-Real-Ip` and `X-Scheme` of trusted proxies as well; without `--trusted-proxies` those are `loopback` and `unix`.',
    alsoFrom: ['FLOWER_XHEADERS'],
  }),
};
