import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';

export type Answer = {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** Parses the body as JSON. */
  json: () => ReturnType<typeof JSON.parse>;
};

export type RequestOptions = {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
};

/** Sends one request unchanged. It follows no redirect, and the connection is not kept alive. */
export const sendRequest = (
  url: string,
  { method = 'GET', headers = {}, body }: RequestOptions = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { origin } = new URL(url);
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const options = { method, headers: { ...length, ...headers }, agent: false, path: url.slice(origin.length) || '/' };
    const request = httpRequest(origin, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk)).on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: () => JSON.parse(text) });
      });
    });
    request.on('error', reject).end(body);
  });

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
export const token = (text: string): Record<string, string> => ({ authorization: `Token ${text}` });
