import { describe, expect, it } from 'vitest';
import { decodeTaskRoutes, lookUpRoute } from './task-routes';

const to = (told: unknown, name: string) => lookUpRoute(decodeTaskRoutes(told), name);

describe('task_routes', () => {
  it('takes a name before any pattern, whatever the order', () => {
    const routes = { 'shop.*': { queue: 'shop' }, 'shop.mail': 'mail' };
    expect(to(routes, 'shop.mail')).toEqual({ route: { queue: 'mail' } });
    expect(to(routes, 'shop.add')).toEqual({ route: { queue: 'shop' } });
    expect(to(routes, 'workshop.add')).toBeNull();
  });

  it('asks its routers in turn, of maps and of lists of pairs', () => {
    const routes = [
      { 'a.one': { queue: 'one', routing_key: '********', priority: 3 } },
      [
        ['b.*', { exchange: 'news', routing_key: 'b.now' }],
        ["re.compile('^(video|image)\\\\.tasks\\\\..*')", { queue: 'media' }],
      ],
    ];
    expect(to(routes, 'a.one')).toEqual({ route: { queue: 'one', routingKey: null, priority: 3 } });
    expect(to(routes, 'b.x')).toEqual({ route: { exchange: 'news', routingKey: 'b.now' } });
    expect(to(routes, 'image.tasks.crop')).toEqual({ route: { queue: 'media' } });
    expect(to(routes, 'audio.tasks.crop')).toBeNull();
  });

  it('says that a function decides, but only where none before it did', () => {
    const routes = [{ 'a.one': 'one' }, '<function router at 0x7efe6d1ef560>'];
    expect(to(routes, 'a.one')).toEqual({ route: { queue: 'one' } });
    expect(to(routes, 'a.two')).toMatchObject({ gap: 'router-function' });
    expect(to('shop.routers.Router', 'a')).toMatchObject({ gap: 'router-function', text: 'shop.routers.Router' });
  });

  it('does not guess what is masked, is an object, or is an expression beyond what is run', () => {
    expect(to({ 'x.api_call': '********' }, 'x.api_call')).toMatchObject({ gap: 'route-unreadable' });
    expect(to({ a: '<unbound Queue q -> <unbound Exchange q(direct)> -> q>' }, 'a')).toMatchObject({
      gap: 'route-unreadable',
    });
    const routes = [[["re.compile('^(?!shop)', re.IGNORECASE)", 'other']]];
    expect(to(routes, 'anything')).toMatchObject({ gap: 'pattern-unreadable' });
  });

  it('is none where it is not set', () => {
    for (const told of [undefined, null, [], {}]) expect(to(told, 'a')).toBeNull();
  });
});
