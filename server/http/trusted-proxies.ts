import { BlockList, isIP, isIPv4 } from 'node:net';

/** Proxies whose word about their clients is taken. */
export interface TrustedProxies {
  /** Whether it is one; undefined is whoever came through our unix socket. */
  has(address: string | undefined): boolean;
}

/** What may stand in `--trusted-proxies` beside addresses and networks. */
const LOOPBACK = ['127.0.0.0/8', '::1'];

/** Reads addresses, networks (`10.0.0.0/8`), `loopback` and `unix`; null where one of them is none of these. */
export function readTrustedProxies(entries: readonly string[]): TrustedProxies | null {
  const list = new BlockList();
  const words = entries.map((entry) => entry.toLowerCase());
  const all = words.flatMap((word) => (word === 'loopback' ? LOOPBACK : word === 'unix' ? [] : [word]));
  if (!all.every((entry) => add(list, entry))) return null;
  const unix = words.includes('unix');
  return {
    has(address) {
      if (address === undefined) return unix;
      const plain = plainAddress(address);
      return isIP(plain) !== 0 && list.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6');
    },
  };
}

/** Of an IPv4 client on an IPv6 socket the address is `::ffff:10.0.0.1`. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}

function add(list: BlockList, entry: string): boolean {
  const [address = '', bits, ...more] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (bits === undefined) list.addAddress(address, family);
  else if (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
    list.addSubnet(address, Number(bits), family);
  else return false;
  return true;
}
