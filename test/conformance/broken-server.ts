import Papa from 'papaparse';
import type { HttpRequest, SendRequest } from '../../src/conformance/http-sender.ts';
import type { ClauseId } from '../../src/domain/clauses.ts';
import type { HttpResponse } from '../../src/lib/http-request.ts';

/** A server with one mistake: it changes a request before it answers it, or it changes the response. */
export type BrokenServer = (request: HttpRequest, send: SendRequest) => Promise<HttpResponse>;

export type Breakage = [clause: ClauseId, what: string, server: BrokenServer];

type Body = ReturnType<typeof JSON.parse>;
type RequestFilter = (request: HttpRequest) => boolean;

const vendorsJob = '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60';
const numbered = (last: string): string => `00000000-0000-4000-8000-00000000000${last}`;

/** The jobs of the default data for each kind of job that the check uses. */
export const jobs = {
  completed: vendorsJob,
  paused: numbered('3'),
  pending: numbered('1'),
  empty: numbered('5'),
  foreign: numbered('6'),
};

export const urlHas =
  (part: string): RequestFilter =>
  ({ url }) =>
    url.includes(part);

export const isSearch = urlHas('/external/search/');
export const isResults = urlHas('/enrichment/result/');
export const isStatus = urlHas('/enrichment/status/');
export const isResultsOf =
  (kind: keyof typeof jobs): RequestFilter =>
  (request) =>
    isResults(request) && request.url.includes(jobs[kind]);
/** Whether a request is for the CSV of the completed job. */
export const isCsv: RequestFilter = (request) =>
  isResultsOf('completed')(request) && urlHas('report_type=csv')(request);
/** Whether a request is for the JSON of the completed job. */
export const isJson: RequestFilter = (request) =>
  isResultsOf('completed')(request) && !urlHas('report_type=csv')(request);
export const hasNoToken: RequestFilter = ({ headers }) => headers.authorization === undefined;
export const hasToken: RequestFilter = (request) => !hasNoToken(request);
export const allOf =
  (...filters: RequestFilter[]): RequestFilter =>
  (request) =>
    filters.every((filter) => filter(request));

/** The server changes the responses to these requests. */
export const changeResponse =
  (filter: RequestFilter, change: (response: HttpResponse, request: HttpRequest) => HttpResponse): BrokenServer =>
  async (request, send) => {
    const response = await send(request);
    return filter(request) ? change(response, request) : response;
  };

/** The server reads another URL than these requests have: it ignores a part of it, for example. */
export const changeUrl =
  (filter: RequestFilter, change: (url: string) => string): BrokenServer =>
  (request, send) =>
    send(filter(request) ? { ...request, url: change(request.url) } : request);

/** The server treats these requests as if they had this Authorization header. */
export const changeAuthorization =
  (filter: RequestFilter, authorization: string): BrokenServer =>
  (request, send) =>
    send(filter(request) ? { ...request, headers: { ...request.headers, authorization } } : request);

/** Replaces status and body. */
export const respondWith =
  (status: number, body: Body) =>
  (response: HttpResponse): HttpResponse => ({
    status,
    headers: { ...response.headers, 'content-type': 'application/json' },
    text: JSON.stringify(body),
  });

export const respondNotFound = respondWith(404, { detail: 'Not found.' });

/** Changes only responses with this status. */
export const ifStatus =
  (status: number, change: (response: HttpResponse) => HttpResponse) =>
  (response: HttpResponse): HttpResponse =>
    response.status === status ? change(response) : response;

/** Changes the JSON body of a 200. */
export const changeBody =
  (change: (body: Body) => Body) =>
  (response: HttpResponse): HttpResponse =>
    response.status === 200 && response.text !== ''
      ? { ...response, text: JSON.stringify(change(JSON.parse(response.text))) }
      : response;

/** Adds a space to the JSON, which means the same. */
export const addSpace = (response: HttpResponse): HttpResponse => ({
  ...response,
  text: response.text.replace(':', ': '),
});

/** Changes each record or person of a 200. */
export const changeRows = (change: (row: Body) => Body) =>
  changeBody((page) => ({
    ...page,
    ...(page.data && { data: page.data.map(change) }),
    ...(page.results && { results: page.results.map(change) }),
  }));

/** Reverses the order of the keys of each record or person. */
export const reverseKeys = changeRows((row) => Object.fromEntries(Object.entries(row).reverse()));

/** Changes the rows of a CSV. The first row is the header. */
export const changeCsv =
  (change: (rows: string[][]) => string[][], newline = '\r\n') =>
  (response: HttpResponse): HttpResponse => {
    const { data } = Papa.parse<string[]>(response.text, { skipEmptyLines: true });
    return { ...response, text: Papa.unparse(change(data), { newline }) + newline };
  };

/** Changes the columns of a CSV. A new column has `newCell` in every row. */
export const changeColumns = (change: (names: string[]) => string[], newCell = '') =>
  changeCsv(([header = [], ...rows]) => {
    const columns = change(header);
    const cellOf = (row: string[], name: string): string =>
      header.includes(name) ? (row[header.indexOf(name)] ?? '') : newCell;
    return [columns, ...rows.map((row) => columns.map((name) => cellOf(row, name)))];
  });

/** Sets a header, or removes it if the value is undefined. */
export const setHeader =
  (name: string, value: string | undefined) =>
  (response: HttpResponse): HttpResponse => ({ ...response, headers: { ...response.headers, [name]: value } });

/** Removes the matches of these patterns from a URL. */
export const removeFromUrl =
  (...patterns: RegExp[]) =>
  (url: string): string =>
    patterns.reduce((rest, pattern) => rest.replace(pattern, ''), url);
