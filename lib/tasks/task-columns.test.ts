import { describe, expect, it } from 'vitest';
import { columnsOf, COLUMNS } from './task-columns';

describe('columnsOf', () => {
  it('knows our names, in our order', () => {
    expect(columnsOf(['why', 'queue'])).toEqual(['queue', 'why']);
    expect(columnsOf([...COLUMNS])).toEqual(COLUMNS);
  });

  it('shows Flower’s own default as what says the same', () => {
    const flowers = 'name,uuid,state,args,kwargs,result,received,started,runtime,worker'.split(',');
    expect(columnsOf(flowers)).toEqual(['where', 'run', 'received', 'started', 'uuid', 'why']);
  });

  it('knows each field of a task that Flower can show', () => {
    const all =
      'uuid,name,state,received,sent,started,rejected,succeeded,failed,retried,revoked,args,kwargs,eta,expires,retries,worker,result,exception,timestamp,runtime,traceback,exchange,routing_key,clock,client,root,root_id,parent,parent_id,children';
    expect(columnsOf(all.split(','))).toBeDefined();
  });

  it.each(['unknown', '', 'constructor', '__proto__'])('refuses %j', (name) => {
    expect(columnsOf(['uuid', name])).toBeUndefined();
  });
});
