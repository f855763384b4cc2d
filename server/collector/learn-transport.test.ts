import { describe, expect, it } from 'vitest';
import { learnTransport } from './learn-transport';

describe('learnTransport', () => {
  it('takes what stats tell over what conf says', () => {
    const conf = {
      broker_transport_options: { global_keyprefix: 'old:', fanout_prefix: false },
      event_exchange: 'myev',
    };
    const stats = { broker: { transport_options: { global_keyprefix: 'app1:', priority_steps: [0, 5] } } };
    expect(learnTransport(conf, stats)).toEqual({
      globalKeyprefix: 'app1:',
      fanoutPrefix: false,
      prioritySteps: [0, 5],
      eventExchange: 'myev',
    });
  });

  it('leaves out values of another type', () => {
    const stats = {
      broker: { transport_options: { global_keyprefix: 7, sep: '', priority_steps: ['x'], fanout_patterns: 'no' } },
    };
    expect(learnTransport(null, stats)).toEqual({});
    expect(learnTransport(null, { broker: [1] })).toEqual({});
  });
});
