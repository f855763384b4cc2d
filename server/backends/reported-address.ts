import { isIP } from 'node:net';

/**
 * Whether a result backend may be asked that only a worker named. Whoever can write into the broker can answer as a worker
 * does, so such an address must not lead to what only this machine reaches: a file, a socket, this host's own services
 * or those that a cloud gives each machine. The broker's own host is reached anyway, and a URL that the user gave is his.
 */
export function isFollowed(reported: string, brokerUrl: string | null): boolean {
  // Nothing is connected for these: answers come through the broker, or there are none.
  if (/^(?:rpc|amqp|disabled)?(?::|$)/.test(reported)) return true;
  const known = new Set(brokerUrl === null ? [] : hostsOf(brokerUrl));
  const hosts = hostsOf(reported);
  return hosts.length > 0 && hosts.every((host) => known.has(host) || isElsewhere(host));
}

const THIS_MACHINE = 'localhost';

/** The hosts of a URL, or of a list of them; a socket or a file stands for itself, which is no name of a host. */
function hostsOf(urls: string): readonly string[] {
  return urls.split(';').flatMap((url) => {
    const [, scheme = '', authority = ''] = /^([\w+.-]+):\/\/([^/?#]*)/.exec(url.trim()) ?? [];
    if (scheme === '' || /socket|unix|sqlite|file/i.test(scheme)) return [`/${url}`];
    return authority
      .slice(authority.lastIndexOf('@') + 1)
      .split(',')
      .map(hostOf);
  });
}

function hostOf(address: string): string {
  const host = address
    .replace(/:\d*$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
  return host === '' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.')) ? THIS_MACHINE : host;
}

const NEVER_V4 = /^(?:0\.|127\.|169\.254\.|22[4-9]\.|23\d\.|24\d\.|25[0-5]\.)/;

function isElsewhere(host: string): boolean {
  switch (isIP(host)) {
    case 4:
      return !NEVER_V4.test(host);
    case 6:
      // Loopback, link-local, multicast, and IPv4 in its clothes.
      return !/^(?:::|fe[89ab]|ff)/.test(host);
    default:
      // Numbers in other spellings (`2130706433`, `0x7f.1`) are addresses to a resolver.
      return (
        /^(?=.*[g-z])[a-z\d]([a-z\d.-]*[a-z\d])?$/.test(host) &&
        !/^(?:localhost|0x[\da-f.x]*)$|\.localhost$|\.internal$/.test(host)
      );
  }
}
