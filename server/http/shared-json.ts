const written = new WeakMap<object, Buffer>();

/** The JSON of an answer that many get, such as thousands of workers: it is written once, as long as the object lives. */
export function sharedJson(answer: object): Buffer {
  const known = written.get(answer);
  if (known !== undefined) return known;
  const json = Buffer.from(JSON.stringify(answer));
  written.set(answer, json);
  return json;
}
