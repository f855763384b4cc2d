import { isPace, type Pace } from '@/lib/feed/pace';
import { viewKey, type ViewName } from '@/lib/feed/protocol';
import { checkMayWatch } from '../http/authorise';
import { HttpProblem } from '../http/problem';
import { seesAll } from '../views/seen-view';
import { isViewName, prepareView } from '../views';
import { ViewFault, type Viewer } from '../views/view';
import type { Listener } from './audience';
import { SLOW_SECONDS, SlowTurns } from './slow-turns';
import { Topic, type TopicHost } from './topic';

export interface FeedStats {
  readonly connections: number;
  readonly topics: number;
  readonly framesSent: number;
  readonly framesDropped: number;
  readonly computed: number;
}

const MAX_SUBSCRIPTIONS = 32;
const MAX_TOPICS = 2_000;
/** Views of one page that take long to compute. */
const MAX_SLOW = 8;
/** No slow view should be older than this. */
const MAX_ROUND_SECONDS = 60;
const MAX_PARAMS = 10;
const MAX_PARAM_LENGTH = 4_096;

type Params = Readonly<Record<string, string>>;

interface Wanted {
  readonly name: ViewName;
  readonly params: Params;
  readonly every: Pace | null;
}

interface Subscription {
  readonly topic: Topic;
  readonly every: Pace | null;
}

/** Who watches what. All who watch the same share one topic, and so one computed answer. */
export class Feed {
  readonly #topics = new Map<string, Topic>();
  readonly #subscriptions = new Map<Listener, Map<string, Subscription>>();

  readonly #counts: TopicHost['counts'] = { framesSent: 0, framesDropped: 0, computed: 0 };

  readonly #slowTurns = new SlowTurns();

  constructor(private readonly host: Omit<TopicHost, 'counts' | 'slowTurns'>) {}

  get stats(): FeedStats {
    return { ...this.#counts, connections: this.#subscriptions.size, topics: this.#topics.size };
  }

  connect(listener: Listener): void {
    this.#subscriptions.set(listener, new Map());
  }

  disconnect(listener: Listener): void {
    for (const key of this.#subscriptions.get(listener)?.keys() ?? []) this.unsubscribe(listener, key);
    this.#subscriptions.delete(listener);
  }

  /** `view`, `params` and `pace` come from outside and are checked here; a refusal is a failed frame. */
  subscribe(listener: Listener, viewer: Viewer, view: unknown, params: unknown, pace: unknown = null): void {
    const checked = checkParams(params);
    const name = typeof view === 'string' ? view : '';
    const every = isPace(pace) ? pace : null;
    if (checked === null || !isViewName(name) || (pace !== null && every === null)) {
      const message =
        checked === null
          ? 'The parameters must be a few short texts.'
          : isViewName(name)
            ? 'The pace must be one of those offered.'
            : 'There is no such view.';
      listener.send('failed', { key: `${name.slice(0, 100)}?`, code: 'bad_params', message });
      return;
    }
    const fullKey = viewKey(name, checked, every);
    try {
      checkMayWatch(viewer, name);
      this.#join(listener, viewer, { name, params: checked, every });
    } catch (fault) {
      listener.send('failed', { key: fullKey, ...this.#told(fault, fullKey) });
    }
  }

  unsubscribe(listener: Listener, key: unknown): void {
    const own = this.#subscriptions.get(listener);
    if (typeof key !== 'string' || own === undefined) return;
    const subscription = own.get(key);
    if (subscription === undefined) return;
    const { topic, every } = subscription;
    own.delete(key);
    topic.remove(listener, every);
    if (!topic.watched) this.#topics.delete(topic.id);
  }

  /** A snapshot again, for one who missed a frame. */
  resync(listener: Listener, key: unknown): void {
    if (typeof key !== 'string') return;
    const subscription = this.#subscriptions.get(listener)?.get(key);
    subscription?.topic.add(listener, subscription.every);
  }

  /** Computes what is due; to be called often. Resolves when all of it was sent. */
  async tick(now: number): Promise<void> {
    // Slow views wait for their turn, which goes to the one that has waited longest.
    const topics = [...this.#topics.values()].sort((a, b) => a.computedAt - b.computedAt);
    await Promise.all(topics.map((topic) => topic.refresh(now)));
  }

  #join(listener: Listener, viewer: Viewer, { name, params, every }: Wanted): void {
    const own = this.#subscriptions.get(listener);
    if (own === undefined) return;
    const key = viewKey(name, params, every);
    const known = own.get(key);
    if (known === undefined && own.size >= MAX_SUBSCRIPTIONS) {
      throw new ViewFault('too_many_views', `One page may watch ${MAX_SUBSCRIPTIONS} views.`, 400);
    }
    const slow = [...own.values()].filter(({ topic }) => topic.slowSeconds > 0).length;
    if (known === undefined && slow >= MAX_SLOW) {
      const text = `This page watches ${MAX_SLOW} views that take long to compute: narrow their filters, or close some.`;
      throw new ViewFault('too_many_views', text, 400);
    }
    const topic = known?.topic ?? this.#topicOf(name, params, viewer);
    own.set(key, { topic, every });
    topic.add(listener, every);
    // The first one should not wait for the next round.
    void topic.refresh(this.host.source.now());
  }

  // Whatever it is: thrown into the socket's event it would end the process, and every page with it.
  #told(fault: unknown, key: string): { code: string; message: string } {
    if (fault instanceof ViewFault || fault instanceof HttpProblem) return { code: fault.code, message: fault.message };
    this.host.log(fault, `The subscription to ${key.slice(0, 200)} failed.`);
    return { code: 'internal', message: 'Something went wrong on the server; its log says what.' };
  }

  #topicOf(name: ViewName, params: Params, viewer: Viewer): Topic {
    const view = prepareView(name, params);
    const key = viewKey(name, params);
    // Two of one name may differ in what they may do.
    const id =
      view.personal || !seesAll(viewer) ? `${key} ${viewer.name} ${viewer.by} ${JSON.stringify(viewer.access)}` : key;
    const known = this.#topics.get(id);
    if (known !== undefined) return known;
    if (this.#topics.size >= MAX_TOPICS) {
      throw new ViewFault('too_many_views', 'Too many different views are watched at the moment.', 503);
    }
    this.#checkRound();
    const keyAt = (every: Pace | null): string => viewKey(name, params, every);
    const topic = new Topic(
      { ...this.host, counts: this.#counts, slowTurns: this.#slowTurns },
      id,
      keyAt,
      view,
      viewer,
    );
    this.#topics.set(id, topic);
    return topic;
  }

  // What would be computed once in many minutes is no live view.
  #checkRound(): void {
    let slow = 0;
    for (const topic of this.#topics.values()) slow += topic.slowSeconds;
    if (SlowTurns.roundSeconds(slow + SLOW_SECONDS) <= MAX_ROUND_SECONDS) return;
    const text =
      'The views that are watched at the moment take all the time there is for them: narrow their filters, or close some pages.';
    throw new ViewFault('too_many_views', text, 503);
  }
}

function checkParams(params: unknown): Params | null {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return null;
  const entries = Object.entries(params);
  const fit = entries.every(([name, value]) => isText(name, 100) && isText(value, MAX_PARAM_LENGTH));
  return fit && entries.length <= MAX_PARAMS ? Object.fromEntries(entries as [string, string][]) : null;
}

// Half a surrogate pair can't be put into a key (encodeURIComponent throws), nor into an address.
function isText(value: unknown, limit: number): boolean {
  return typeof value === 'string' && value.length <= limit && value.isWellFormed();
}
