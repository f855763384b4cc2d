import type { Channel, ChannelModel } from 'amqplib';
import { deadline } from './amqp-deadline';
import { replyCodeOf } from './amqp-error';

const OPERATION_TIMEOUT_MS = 8_000;

/** Runs an operation that the server may answer by closing the channel, on a channel made for it alone. */
export async function onOwnChannel<T>(
  model: ChannelModel,
  what: string,
  operation: (channel: Channel) => Promise<T>,
): Promise<T> {
  const channel = await deadline(model.createChannel(), OPERATION_TIMEOUT_MS, 'open a channel');
  // The failed operation rejects with the same error; unheard, it would end the process.
  channel.on('error', () => undefined);
  try {
    return await deadline(operation(channel), OPERATION_TIMEOUT_MS, what);
  } finally {
    // One that the server closed already refuses, and one of a broken connection never answers: nobody waits for it.
    channel.close().catch(() => undefined);
  }
}

export interface ExchangeShape {
  readonly type: 'topic' | 'direct' | 'fanout';
  readonly durable: boolean;
}

/**
 * Makes sure of an exchange. One that exists is taken as it is, whatever its flags: declaring it again with others is
 * refused by the broker (406). Only a missing one is declared, exactly as Celery does it.
 */
export async function ensureExchange(model: ChannelModel, name: string, shape: ExchangeShape): Promise<void> {
  if (await exchangeExists(model, name)) return;
  await onOwnChannel(model, `declare exchange ${name}`, (channel) =>
    channel.assertExchange(name, shape.type, { durable: shape.durable, autoDelete: false }),
  );
}

export async function exchangeExists(model: ChannelModel, name: string): Promise<boolean> {
  try {
    await onOwnChannel(model, `look for exchange ${name}`, (channel) => channel.checkExchange(name));
    return true;
  } catch (error) {
    if (replyCodeOf(error) === 404) return false;
    throw error;
  }
}
