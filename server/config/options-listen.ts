import { withDefault } from './option';
import * as value from './values';

/** Where it listens and who may reach it. */
export const LISTEN_OPTIONS = {
  host: withDefault(value.anyText('a host name or address'), '127.0.0.1', {
    name: 'host',
    placeholder: 'HOST',
    help: 'Address to listen on. Any but a loopback address needs `--basic-auth`, `--token` or `--no-auth`.',
    alsoFrom: ['FLOWER_ADDRESS'],
    aliases: ['address'],
  }),
  port: withDefault(value.wholeNumber(0, 65_535), 5555, {
    name: 'port',
    placeholder: 'PORT',
    help: 'Port to listen on; 0 takes a free one.',
    alsoFrom: ['FLOWER_PORT'],
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
};
