import { connect } from 'node:net';

export interface LocalPorts {
  readonly redis: number;
  readonly amqp: number;
}

const USUAL: LocalPorts = { redis: 6379, amqp: 5672 };
const TIMEOUT_MS = 1_000;

/** The broker that runs on this machine on its usual port, a Redis before a RabbitMQ; null when there is none. */
export async function findLocalBroker(ports: LocalPorts = USUAL): Promise<string | null> {
  if (isRedis(await ask(ports.redis, 'PING\r\n'))) return `redis://127.0.0.1:${ports.redis}/0`;
  if (isAmqp(await ask(ports.amqp, 'AMQP\0\0\x09\x01'))) return `amqp://guest:guest@127.0.0.1:${ports.amqp}//`;
  return null;
}

/** Also one that wants a password: its owner then learns which password is missing. */
function isRedis(answer: Buffer | null): boolean {
  return answer !== null && /^(\+PONG|-[A-Z]+ )/.test(answer.toString('latin1'));
}

/** A method frame, or the version of the protocol that it would rather speak. */
function isAmqp(answer: Buffer | null): boolean {
  return answer !== null && (answer[0] === 1 || answer.subarray(0, 4).toString('latin1') === 'AMQP');
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
