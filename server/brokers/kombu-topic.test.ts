import { describe, expect, it } from 'vitest';
import { topicMatches } from './kombu-topic';

/** As kombu 5.7 writes it beside the topic (`TopicExchange.key_to_pattern`), and as kombu wrote it before. */
const NEW_STAR = '[^\\.]+';
const OLD_STAR = '.*?[^\\.]';

function patternOf(topic: string, star: string): string {
  const words = topic.split('.').map((word) => (word === '*' ? star : word === '#' ? '.*?' : word));
  return `^${words.join('\\.')}$`;
}

describe('a topic of kombu', () => {
  it.each([
    ['a.b', 'a.b', true],
    ['a.b', 'axb', false],
    ['a.*', 'a.b', true],
    ['a.*', 'a.', false],
    ['a.*', 'a.b.', false],
    ['*.*', 'a', false],
    ['#', '', true],
    ['#', 'a.b', true],
    ['a.#', 'a.', true],
    ['a.#', 'a.b.c', true],
    ['#.c', 'a.b.c', true],
    ['a.#.c', 'a.b', false],
    ['a.#.c', 'a.b.b.c', true],
    ['#.#.#.#', 'a.b.c.d.e', true],
    // Where AMQP's rules differ: the dot stays.
    ['a.#', 'a', false],
    ['#.c', 'c', false],
    ['#.#.#.#', 'a', false],
  ])('%s takes %s: %s', (topic, key, matches) => {
    for (const star of [NEW_STAR, OLD_STAR]) {
      const pattern = patternOf(topic, star);
      expect(topicMatches(topic, pattern, key)).toBe(matches);
      expect(new RegExp(pattern).test(key), pattern).toBe(matches);
    }
  });

  it('takes several words for a star where an older kombu bound it', () => {
    expect(topicMatches('order.*', '^order\\..*?[^\\.]$', 'order.eu.new')).toBe(true);
    expect(topicMatches('order.*', '^order\\.[^\\.]+$', 'order.eu.new')).toBe(false);
  });

  it('answers soon, whatever somebody bound', () => {
    const topic = Array.from({ length: 250 }, () => '#').join('.');
    expect(topicMatches(topic, patternOf(topic, NEW_STAR), `${'.'.repeat(248)}x`)).toBe(false);
    expect(topicMatches(topic, patternOf(topic, NEW_STAR), '.'.repeat(500))).toBe(true);
  });
});
