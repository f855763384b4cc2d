import { request as plainRequest, type IncomingHttpHeaders } from 'node:http';
import { request as tlsRequest, type RequestOptions } from 'node:https';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Asked extends Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'servername' | 'socketPath'> {
  readonly port?: number;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** One request as it is, over TLS where there is an authority to believe: no redirect is followed, any header is sent. */
export function ask(path: string, { body, headers = {}, ...options }: Asked): Promise<Reply> {
  const text = body === undefined ? '' : JSON.stringify(body);
  const length = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': text.length };
  const request = options.ca === undefined ? plainRequest : tlsRequest;
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', path, agent: false, ...options, headers: { ...length, ...headers } },
      (answer) => {
        let received = '';
        answer.on('data', (bytes: Buffer) => (received += bytes.toString()));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: received }));
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
}
