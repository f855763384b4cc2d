const MAX_CHARS = 500;
/** What `*` was in older versions: with dots in it, if it only does not end in one. */
const OLD_STAR = '.*?[^\\.]';

/** Takes the places of a text that a part of the topic may begin at, and gives those after it. */
type Step = (text: string, places: ReadonlySet<number>) => ReadonlySet<number>;

/**
 * Whether kombu's binding of this topic takes this routing key. Not by AMQP's rules: `#` keeps the dot beside it, so that
 * `a.#` does not take `a`. kombu keeps a regular expression beside the topic, which tells its rule for `*`; to run foreign
 * ones is no good idea.
 */
export function topicMatches(topic: string, pattern: string, routingKey: string): boolean {
  if (topic.length > MAX_CHARS || routingKey.length > MAX_CHARS) return false;
  const star = pattern.includes(OLD_STAR) ? [anything, one] : [one, anyOfOne];
  let places: ReadonlySet<number> = new Set([0]);
  for (const [index, word] of topic.split('.').entries()) {
    const dot = index === 0 ? [] : [exactly('.')];
    const steps = word === '*' ? star : word === '#' ? [anything] : [exactly(word)];
    for (const step of [...dot, ...steps]) places = step(routingKey, places);
  }
  return places.has(routingKey.length);
}

function exactly(part: string): Step {
  return (text, places) => new Set([...places].filter((at) => text.startsWith(part, at)).map((at) => at + part.length));
}

function anything(text: string, places: ReadonlySet<number>): ReadonlySet<number> {
  if (places.size === 0) return places;
  const first = Math.min(...places);
  return new Set(Array.from({ length: text.length - first + 1 }, (_, index) => first + index));
}

/** One character that is no dot. */
function one(text: string, places: ReadonlySet<number>): ReadonlySet<number> {
  return new Set([...places].filter((at) => at < text.length && text[at] !== '.').map((at) => at + 1));
}

/** Any number of them. */
function anyOfOne(text: string, places: ReadonlySet<number>): ReadonlySet<number> {
  const reached = new Set<number>();
  for (const start of places)
    for (let at = start; !reached.has(at); at += 1) {
      reached.add(at);
      if (at >= text.length || text[at] === '.') break;
    }
  return reached;
}
