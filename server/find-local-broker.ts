import { connect } from 'node:net';

const CANDIDATES = [
  {
    url: 'redis://127.0.0.1:6379/0',
    port: 6379,
    hello: 'PING\r\n',
    isIt: (answer: Buffer) => /^[+-]/.test(answer.toString('latin1')),
  },
  // A method frame (1) of RabbitMQ, or the version it would rather speak.
  {
    url: 'amqp://guest:guest@127.0.0.1:5672//',
    port: 5672,
    hello: 'AMQP\0\0\x09\x01',
    isIt: (answer: Buffer) => answer[0] === 1 || answer.subarray(0, 4).toString() === 'AMQP',
  },
] as const;

const TIMEOUT_MS = 1_000;

/** The broker that runs on this machine on its usual port; null when there is none. */
export async function findLocalBroker(): Promise<string | null> {
  for (const { url, port, hello, isIt } of CANDIDATES) {
    const answer = await ask(port, hello);
    if (answer !== null && isIt(answer)) return url;
  }
  return null;
}

function ask(port: number, hello: string): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const done = (answer: Buffer | null): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(TIMEOUT_MS, () => done(null));
    socket.on('connect', () => socket.write(hello, 'latin1'));
    socket.on('data', (answer) => done(answer));
    socket.on('close', () => done(null));
    // Nothing listens there: that is the answer.
    socket.on('error', () => done(null));
  });
}
