const QUOTE = 0x22;
const START = /^\{"body": ?"/;

const NAME = /"[^"\\\p{Cc}]*"/u.source;

/** All that kombu (4.4 to 5.6) writes behind the body of an event, in its order: `Channel.prepare_message` of virtual/base.py. */
const REST = new RegExp(
  [
    `^", ?"content-encoding": ?"utf-8", ?"content-type": ?"application/json", ?"headers": ?\\{"hostname": ?${NAME}\\}`,
    `"properties": ?\\{"delivery_mode": ?\\d, ?"delivery_info": ?\\{"exchange": ?${NAME}, ?"routing_key": ?${NAME}\\}`,
    `"priority": ?\\d, ?"body_encoding": ?"base64", ?"delivery_tag": ?${NAME}\\}\\}$`,
  ].join(', ?'),
  'u',
);

/**
 * The JSON text of the events in a message as kombu publishes it on Redis, in UTF-8; null where its envelope is written in any
 * other way and has to be parsed. Nearly all events come so, and what stands around them need not be made into objects.
 */
export function bodyOfUsualEvent(message: Buffer): Buffer | null {
  const from = START.exec(message.toString('latin1', 0, 10))?.[0].length ?? 0;
  const to = message.indexOf(QUOTE, from);
  if (from === 0 || to < 0 || !REST.test(message.toString('latin1', to))) return null;
  const text = message.toString('latin1', from, to);
  const body = Buffer.from(text, 'base64');
  // What is no base64 is skipped in decoding, and may be no JSON either.
  return body.length === Buffer.byteLength(text, 'base64') && text.length % 4 === 0 ? body : null;
}
