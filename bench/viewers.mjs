import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { publish, usage } from './subjects.mjs';

/** What the page of tasks subscribes to. */
const VIEWS = [
  ['status', {}],
  ['tasks', { q: '', from: '-1h', to: '', sort: '', limit: '50' }],
];

/**
 * CPU seconds of the server while `viewers` browsers look at the page of tasks and events come at `rate` a second. The
 * viewers are sockets with the page's subscriptions: that many real browsers do not fit on one machine.
 */
export async function cpuWithViewers(subject, port, { viewers, rate, seconds, seed }) {
  let frames = 0;
  const sockets = Array.from({ length: viewers }, () => {
    const socket = io(subject.url, { path: '/feed', transports: ['websocket'], forceNew: true });
    socket.on('connect', () => {
      for (const [view, params] of VIEWS) socket.emit('subscribe', view, params);
    });
    socket.on('change', () => (frames += 1));
    return socket;
  });
  const connectedBy = performance.now() + 15_000;
  while (!sockets.every((socket) => socket.connected) && performance.now() < connectedBy) await sleep(50);
  await sleep(1500);
  const before = usage(subject.pid)?.cpuSeconds ?? 0;
  frames = 0;
  const { finished } = await publish(port, Math.round((rate * seconds) / 3), rate, seed);
  await finished;
  const cpuSeconds = (usage(subject.pid)?.cpuSeconds ?? 0) - before;
  const connected = sockets.filter((socket) => socket.connected).length;
  for (const socket of sockets) socket.disconnect();
  return { cpuSeconds, connected, framesAViewer: frames / viewers };
}
