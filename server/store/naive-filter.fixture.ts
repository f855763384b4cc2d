import { isEnded, isInFlight } from '@/lib/celery/task-state';
import { waitSeconds, type Task } from '@/lib/cluster/task';
import type { Condition, Filter, NumberTerm, TextField, TextValue } from '@/lib/query/filter';
import { matchesPart, matchesWhole, patternPieces } from '@/lib/query/text-pattern';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Says of one task in memory whether a filter lets it through: what every store's own translation is measured by. */
export function letsThrough(filter: Filter, task: Task, now: number): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.parts.every((part) => letsThrough(part, task, now));
    case 'or':
      return filter.parts.some((part) => letsThrough(part, task, now));
    case 'not':
      return !letsThrough(filter.part, task, now);
    case 'word':
      return isWordOf(filter.value, task);
    case 'condition':
      return filter.conditions.some((condition) => holds(condition, task, now));
    case 'number':
      return compares(filter, task);
    case 'text':
      return filter.values.some((value) => hasText(filter.field, value, task));
  }
}

function isWordOf(value: TextValue, task: Task): boolean {
  const texts = [task.name, task.args, task.kwargs, task.exception, task.exceptionType];
  return texts.some((text) => text !== null && matchesPart(value, text)) || beginsId(value, task.uuid);
}

function beginsId(value: TextValue, uuid: string): boolean {
  if (value.text === '') return false;
  // Beginnings of uuids in any case, of other ids as written.
  const [prefix = '', ...rest] = patternPieces(value);
  if (rest.every((piece) => piece === ''))
    return uuid.startsWith(prefix) || (UUID.test(uuid) && uuid.startsWith(prefix.toLowerCase()));
  return matchesWhole({ text: value.quoted ? value.text : `${value.text}*`, quoted: false }, uuid);
}

function hasText(field: TextField, value: TextValue, task: Task): boolean {
  const unknown = value.quoted && value.text === '';
  switch (field) {
    case 'uuid':
      return beginsId(value, task.uuid);
    case 'root':
      return unknown ? task.rootId === null : task.rootId !== null && matchesWhole(value, task.rootId);
    case 'parent': {
      if (unknown) return task.parentId === null;
      return task.parentId !== null && task.parentId !== task.uuid && matchesWhole(value, task.parentId);
    }
    case 'exception': {
      if (unknown) return task.exception === null && task.exceptionType === null;
      return [task.exception, task.exceptionType].some((text) => text !== null && matchesPart(value, text));
    }
    case 'args':
    case 'kwargs':
    case 'result':
      return unknown ? task[field] === null : matchesPart(value, task[field] ?? '') && task[field] !== null;
    default: {
      const name = field === 'task' ? task.name : task[field];
      return unknown ? name === null : name !== null && matchesWhole(value, name);
    }
  }
}

function compares(term: NumberTerm, task: Task): boolean {
  const found = numberOf(term, task);
  if (found === null) return false;
  return term.values.some((value) => {
    switch (term.comparison) {
      case '>':
        return found > value;
      case '>=':
        return found >= value;
      case '<':
        return found < value;
      case '<=':
        return found <= value;
      case '=':
        return found === value;
    }
  });
}

function numberOf({ field }: NumberTerm, task: Task): number | null {
  switch (field) {
    case 'runtime':
      return task.runtimeSeconds;
    case 'wait':
      return waitSeconds(task);
    case 'sent':
      return task.sentAt;
    case 'received':
      return task.receivedAt;
    case 'started':
      return task.startedAt;
    case 'ended':
      return task.endedAt;
    case 'updated':
      return task.updatedAt;
    case 'retries':
      return task.retries;
    case 'priority':
      return task.priority;
    case 'deliveries':
      return task.deliveries.length;
  }
}

function holds(condition: Condition, task: Task, now: number): boolean {
  const waits = ['SENT', 'RECEIVED', 'RETRY'].includes(task.state);
  switch (condition) {
    case 'waiting':
      return waits;
    case 'scheduled':
      return waits && task.eta !== null && task.eta > now;
    case 'running':
      return isInFlight(task.state) && !waits;
    case 'ended':
      return isEnded(task.state);
    case 'failed':
      return task.state === 'FAILURE';
    case 'retried':
      return task.retries > 0;
    case 'duplicate':
      return task.deliveries.some((a) =>
        task.deliveries.some((b) => a !== b && executed(a) && executed(b) && a.retries === b.retries),
      );
    case 'lost':
      return task.state === 'LOST';
    case 'unknown':
      return task.state === 'UNKNOWN';
  }
}

function executed(delivery: Task['deliveries'][number]): boolean {
  return delivery.startedAt !== null && !delivery.deduplicated;
}
