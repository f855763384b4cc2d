import { describe, expect, it } from 'vitest';
import type { WorkerView } from '@/lib/cluster/worker';
import type { ControlContext } from '../control/control-context';
import { createEventsOn } from './events-on';

function asking({ enableEvents = true, readOnly = false, canAsk = true } = {}) {
  const asked: (readonly string[] | null)[] = [];
  let workers: readonly Partial<WorkerView>[] = [];
  const control = {
    now: () => 1000,
    liveWorkers: () => [],
    record: () => undefined,
    broker: {
      control: ({ destination }: { destination: readonly string[] | null }) => {
        asked.push(destination);
        return Promise.resolve([]);
      },
    },
  };
  const tick = createEventsOn({
    enableEvents,
    readOnly,
    // Of a worker only its name, its status and whether it tells are looked at; of the control, what enableEvents uses.
    workers: { all: () => workers as readonly WorkerView[] },
    control: () => control as unknown as ControlContext,
    canAsk: () => canAsk,
    failed: (error) => expect.unreachable(String(error)),
  });
  return { tick, asked, see: (...all: Partial<WorkerView>[]) => void (workers = all) };
}

const silent = (hostname: string): Partial<WorkerView> => ({ hostname, taskEvents: false, status: 'idle' });

describe('asking for events', () => {
  it('asks those that do not tell, and no other', () => {
    const { tick, asked, see } = asking();
    see(
      silent('a@h'),
      { hostname: 'b@h', taskEvents: true, status: 'idle' },
      { hostname: 'c@h', taskEvents: null, status: 'idle' },
      { hostname: 'd@h', taskEvents: false, status: 'gone' },
      // Somebody switched them off here.
      { ...silent('e@h'), taskEventsOffAt: 90 },
    );
    tick(100);
    expect(asked).toEqual([['a@h']]);
  });

  it('asks again after a while, at once who fell silent anew, and each that comes later', () => {
    const { tick, asked, see } = asking();
    see(silent('a@h'));
    tick(100);
    tick(130);
    expect(asked).toHaveLength(1);
    see(silent('a@h'), silent('b@h'));
    tick(131);
    tick(160);
    expect(asked.slice(1)).toEqual([['b@h'], ['a@h']]);
    see({ hostname: 'a@h', taskEvents: true, status: 'idle' });
    tick(161);
    see(silent('a@h'));
    tick(162);
    expect(asked.at(-1)).toEqual(['a@h']);
  });

  it.each([{ enableEvents: false }, { readOnly: true }, { canAsk: false }])('asks nobody with %j', (state) => {
    const { tick, asked, see } = asking(state);
    see(silent('a@h'));
    tick(100);
    expect(asked).toEqual([]);
  });
});
