// Child process: the least that any monitor in Node must do. Subscribes, decodes base64 and JSON, counts.
// Arguments: redis port, events to wait for. Prints `ready`, then one JSON line.
import { Redis } from 'ioredis';

const [port, expected] = process.argv.slice(2).map(Number);
const redis = new Redis({ port, host: '127.0.0.1' });
let events = 0;
let first = 0;
let sink = 0;

redis.on('pmessage', (_pattern, _channel, message) => {
  first ||= performance.now();
  const { body } = JSON.parse(message);
  const decoded = JSON.parse(Buffer.from(body, 'base64').toString('utf8'));
  for (const event of Array.isArray(decoded) ? decoded : [decoded]) {
    sink += event.clock;
    if (event.type.startsWith('task-')) events += 1;
  }
  if (events < expected) return;
  const seconds = (performance.now() - first) / 1000;
  console.log(JSON.stringify({ events, seconds, rss: process.memoryUsage().rss, cpu: process.cpuUsage(), sink }));
  process.exit(0);
});
await redis.psubscribe('/0.celeryev/*');
console.log('ready');
