import { describe, expect, it } from 'vitest';
import { createAuthorise } from './authorise';
import { OPEN } from './server.fixture';

const rules = {
  users: [{ name: 'ada', password: 'pass:word' }],
  tokens: [{ name: 'ci', token: 'long-enough-token' }],
};
const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
});
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

const good = basic('ada', 'pass:word');

describe('guessing', () => {
  const door = (address: string, headers: Record<string, string>) => ({
    cluster: null,
    method: 'GET',
    headers: { host: 'x', ...headers },
    address,
  });
  const outcome = async (work: () => Promise<unknown>) => {
    try {
      await work();
      return 'in';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it('is heard ten times a minute for one name, then waits, also with the right password', async () => {
    let now = 0;
    const authorise = createAuthorise({ ...OPEN, ...rules }, () => now);
    const attempt = (address: string, headers: Record<string, string>) =>
      outcome(() => authorise(door(address, headers), 'view'));
    const wrong: string[] = [];
    for (let index = 0; index < 11; index += 1) wrong.push(await attempt('10.0.0.1', basic('ada', `guess${index}`)));
    expect(wrong).toEqual([...Array<string>(10).fill('wrong_credentials'), 'too_many_attempts']);
    expect(await attempt('10.0.0.1', good)).toBe('too_many_attempts');
    expect(await attempt('10.0.0.2', good)).toBe('in');
    expect(await attempt('10.0.0.1', bearer('long-enough-token'))).toBe('in');
    now = 61;
    expect(await attempt('10.0.0.1', good)).toBe('in');
  });

  it('is no faster with many names, and needs no more memory for them', async () => {
    const authorise = createAuthorise({ ...OPEN, ...rules }, () => 0);
    const outcomes: string[] = [];
    for (let index = 0; index < 120; index += 1) {
      outcomes.push(await outcome(() => authorise(door('10.0.0.1', basic(`user${index}`, 'x')), 'view')));
    }
    expect(outcomes.filter((code) => code === 'wrong_credentials')).toHaveLength(100);
    expect(outcomes.at(-1)).toBe('too_many_attempts');
  });
});
