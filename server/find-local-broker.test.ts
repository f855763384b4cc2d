import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { findLocalBroker } from './find-local-broker';

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

/** A port where each connection gets this answer to whatever it says; null closes it. */
async function port(answer: string | null): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => (answer === null ? socket.destroy() : socket.write(answer, 'latin1')));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A port where nothing listens. */
async function free(): Promise<number> {
  const taken = await port(null);
  await new Promise((resolve) => servers.pop()?.close(resolve));
  return taken;
}

describe('findLocalBroker', () => {
  it('takes a Redis before a RabbitMQ', async () => {
    const ports = { redis: await port('+PONG\r\n'), amqp: await port('\x01\0\0') };
    expect(await findLocalBroker(ports)).toBe(`redis://127.0.0.1:${ports.redis}/0`);
  });

  it('takes a Redis that wants a password', async () => {
    const ports = { redis: await port('-NOAUTH Authentication required.\r\n'), amqp: await free() };
    expect(await findLocalBroker(ports)).toContain('redis://');
  });

  it.each(['\x01\0\0\0\0', 'AMQP\0\x03\x01\0'])('takes a RabbitMQ that answers %j', async (answer) => {
    const ports = { redis: await free(), amqp: await port(answer) };
    expect(await findLocalBroker(ports)).toBe(`amqp://guest:guest@127.0.0.1:${ports.amqp}//`);
  });

  it('takes neither a web server nor a port that hangs up', async () => {
    expect(
      await findLocalBroker({ redis: await port('HTTP/1.1 400 Bad Request\r\n\r\n'), amqp: await port(null) }),
    ).toBeNull();
  });
});
