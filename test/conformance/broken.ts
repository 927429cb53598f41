import Papa from 'papaparse';
import type { Answer, Question, Send } from '../../src/conformance/http.ts';
import type { ClauseId } from '../../src/domain/clauses.ts';

/** A server that is broken in one way: it may change the question before it answers it, or the answer. */
export type Broken = (question: Question, ask: Send) => Promise<Answer>;

export type Breakage = [clause: ClauseId, what: string, broken: Broken];

type Body = ReturnType<typeof JSON.parse>;
type Which = (question: Question) => boolean;

const vendorsJob = '9f3e7a2b-7c1d-4f12-8c9a-1b2c3d4e5f60';
const numbered = (last: string): string => `00000000-0000-4000-8000-00000000000${last}`;

/** The default data's jobs, by what a check needs them for. */
export const jobs = {
  completed: vendorsJob,
  paused: numbered('3'),
  pending: numbered('1'),
  empty: numbered('5'),
  foreign: numbered('6'),
};

const has = (part: string) => (question: Question) => question.url.includes(part);
const isCsv = has('report_type=csv');

export const toSearch = has('/external/search/');
export const toResults = has('/enrichment/result/');
export const toStatus = has('/enrichment/status/');
export const toJob =
  (name: keyof typeof jobs): Which =>
  (question) =>
    toResults(question) && question.url.includes(jobs[name]);
export const toCsv: Which = (question) => toJob('completed')(question) && isCsv(question);
export const toJson: Which = (question) => toJob('completed')(question) && !isCsv(question);
export const asks = has;
export const anonymous: Which = ({ headers }) => headers.authorization === undefined;
export const withToken: Which = (question) => !anonymous(question);
export const both =
  (...all: Which[]): Which =>
  (question) =>
    all.every((which) => which(question));

/** The server changes these answers. */
export const answers =
  (which: Which, change: (answer: Answer, question: Question) => Answer): Broken =>
  async (question, ask) => {
    const answer = await ask(question);
    return which(question) ? change(answer, question) : answer;
  };

/** The server takes these questions for others: it ignores a part of them. */
export const takes =
  (which: Which, change: (url: string) => string): Broken =>
  (question, ask) =>
    ask(which(question) ? { ...question, url: change(question.url) } : question);

/** The server takes this token, or none, for a good one. */
export const lets = (which: Which, authorization: string): Broken => {
  return (question, ask) =>
    ask(which(question) ? { ...question, headers: { ...question.headers, authorization } } : question);
};

/** Another status and JSON body. */
export const says =
  (status: number, body: Body) =>
  (answer: Answer): Answer => ({
    status,
    headers: { ...answer.headers, 'content-type': 'application/json' },
    text: JSON.stringify(body),
  });

/** Changes the answers of a status alone. */
export const only =
  (status: number, change: (answer: Answer) => Answer) =>
  (answer: Answer): Answer =>
    answer.status === status ? change(answer) : answer;

/** Changes the JSON body of a 200. */
export const body =
  (change: (body: Body) => Body) =>
  (answer: Answer): Answer =>
    answer.status === 200 && answer.text !== ''
      ? { ...answer, text: JSON.stringify(change(JSON.parse(answer.text))) }
      : answer;

/** The same JSON with one blank more. */
export const spaced = (answer: Answer): Answer => ({ ...answer, text: answer.text.replace(':', ': ') });

/** Changes each record or person of a 200. */
export const each = (change: (row: Body) => Body) =>
  body((page) => ({
    ...page,
    ...(page.data && { data: page.data.map(change) }),
    ...(page.results && { results: page.results.map(change) }),
  }));

/** Changes the rows of a CSV, of which the first is the header. */
export const table =
  (change: (rows: string[][]) => string[][], newline = '\r\n') =>
  (answer: Answer): Answer => {
    const { data } = Papa.parse<string[]>(answer.text, { skipEmptyLines: true });
    return { ...answer, text: Papa.unparse(change(data), { newline }) + newline };
  };

/** Changes each row of a CSV by the names of its columns. */
export const columns = (order: (header: string[]) => string[], cell = '') =>
  table(([header = [], ...rows]) => {
    const wanted = order(header);
    return [
      wanted,
      ...rows.map((row) => wanted.map((name) => (header.includes(name) ? (row[header.indexOf(name)] ?? '') : cell))),
    ];
  });

export const header =
  (name: string, value: string | undefined) =>
  (answer: Answer): Answer => ({ ...answer, headers: { ...answer.headers, [name]: value } });

export const notFound = says(404, { detail: 'Not found.' });

/** A URL less what these find. */
export const without =
  (...parts: RegExp[]) =>
  (url: string): string =>
    parts.reduce((rest, part) => rest.replace(part, ''), url);

export const backwards = each((row) => Object.fromEntries(Object.entries(row).reverse()));
