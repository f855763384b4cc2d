import type { LeftReplies, ServerSight } from '../cluster/server-log';
import { message } from '../i18n/message';
import { problemOf, type Detector, type DetectorInput } from './detector';
import type { Evidence, Observation, Subject } from './finding';
import { shellWord } from './setting-text';

const NAME = 'reply-queue-leak';
const MIB = 1024 * 1024;
/** Who waits for answers reads them within seconds. */
const UNREAD_SECONDS = 120;
const MIN_LISTS = 10;
const MIN_BYTES = MIB;
const LARGE_BYTES = 50 * MIB;
const MIN_BINDINGS = 1000;
/** A process has more connections than reply queues, so many more of these belong to dead ones. */
const BINDINGS_A_CLIENT = 5;
const MAX_NAMED = 5;
const MAX_REMOVED = 20;

/** Answers of workers that nobody reads any more. */
export const replyQueueLeak: Detector = {
  name: NAME,
  confirmSeconds: 0,
  closeSeconds: 10,
  observe(input) {
    return input.server === null ? [] : [...lists(input, input.server), ...bindings(input.server)];
  },
};

function lists({ now }: DetectorInput, { left }: ServerSight): readonly Observation[] {
  const unread = left.filter(({ since }) => now - since >= UNREAD_SECONDS);
  const bytes = unread.reduce((sum, list) => sum + (list.bytes ?? 0), 0);
  if (unread.length < MIN_LISTS && bytes < MIN_BYTES) return [];
  const keys = unread.slice(0, MAX_REMOVED).map(({ key }) => shellWord(key));
  const values = {
    lists: unread.length,
    messages: unread.reduce((sum, list) => sum + list.messages, 0),
    size: bytes >= MIB / 10 ? 'known' : 'unknown',
    mib: Math.round((10 * bytes) / MIB) / 10,
  };
  return [
    observationOf('reply-lists', 'lists', values, {
      severity: bytes >= LARGE_BYTES ? 'warning' : 'notice',
      evidence: unread.slice(0, MAX_NAMED).map((list) => listEvidence(list, now)),
      setting: `redis-cli UNLINK ${keys.join(' ')}`,
      since: Math.min(...unread.map(({ since }) => since)),
    }),
  ];
}

function listEvidence({ key, messages, bytes, since }: LeftReplies, now: number): Evidence {
  const size = bytes === null ? 'unknown' : 'known';
  const values = { key, messages, size, kib: Math.ceil((bytes ?? 0) / 1024), unreadSeconds: now - since };
  return { claim: message(`findings.${NAME}.list`, values), source: 'LLEN, MEMORY USAGE', at: now };
}

function bindings({ reading }: ServerSight): readonly Observation[] {
  const { replyBindings, replyBindingKey, clients, at } = reading;
  if (replyBindings === null || clients === null) return [];
  if (replyBindings < MIN_BINDINGS || replyBindings < BINDINGS_A_CLIENT * clients) return [];
  const values = { bindings: replyBindings, clients, key: replyBindingKey };
  return [
    observationOf('reply-bindings', 'bindings', values, {
      severity: 'notice',
      evidence: [
        { claim: message(`findings.${NAME}.bindings`, values), source: 'SCARD', at },
        { claim: message(`findings.${NAME}.clients`, values), source: 'INFO clients', at },
      ],
      setting: `redis-cli UNLINK ${shellWord(replyBindingKey)}`,
      since: at,
    }),
  ];
}

function observationOf(
  id: string,
  how: 'lists' | 'bindings',
  values: Readonly<Record<string, string | number>>,
  told: Pick<Observation, 'severity' | 'evidence' | 'since'> & { readonly setting: string },
): Observation {
  const subject: Subject = { kind: 'cluster', id };
  const { setting, ...rest } = told;
  return {
    ...problemOf(NAME, subject),
    related: [],
    sentence: message(`findings.${NAME}.sentence-${how}`, values),
    advice: { text: message(`findings.${NAME}.advice-${how}`), setting },
    figure: null,
    ...rest,
  };
}
