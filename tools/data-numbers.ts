// Writes the numbers of the default data into docs/fixtures.md: `npm run numbers`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Person } from '../src/domain/person.ts';
import { statusColumns } from '../src/domain/record-fields.ts';
import { industries } from '../src/domain/vocabulary.ts';
import { generatePeople } from '../src/fixtures/generate/generate-people.ts';
import { loadFixtures } from '../src/fixtures/load/load-fixtures.ts';
import { startMock } from '../src/index.ts';

export const page = join(import.meta.dirname, '..', 'docs', 'fixtures.md');

type Row = Record<string, string>;
/** A value, how many have it, and how many there are in all. */
type Count = readonly [what: string, count: number, all: number];

/** The default job with 10,000 records, and the token of its account. */
const job = { id: '00000000-0000-4000-8000-00000000000a', token: 'demo-token' };

/** The records of that job, as its CSV has them: `enrichment_status` is in no JSON (R13). */
const readRecords = async (): Promise<Row[]> => {
  const mock = await startMock();
  try {
    const answer = await fetch(`${mock.url}/enrichment/result/${job.id}/?report_type=csv`, {
      headers: { authorization: `Bearer ${job.token}` },
    });
    return parse(await answer.text(), { columns: true });
  } finally {
    await mock.close();
  }
};

const table = (heading: string, counts: readonly Count[]): string => {
  const rows = counts.map(([what, count, all]) => `| ${what} | ${count} | ${((count / all) * 100).toFixed(1)} % |`);
  return [`| ${heading} | number | share |`, '| --- | --- | --- |', ...rows].join('\n');
};

/** How often each value is there, the most common first; values that are equally common in the order of their text. */
const valuesOf = <T>(rows: readonly T[], read: (row: T) => string | null): Count[] => {
  const groups = Map.groupBy(rows, (row) => read(row) || '(none)');
  const counts = [...groups].map(([value, found]): Count => [value, found.length, rows.length]);
  return counts.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
};

const lacking = (people: readonly Person[]): Count[] =>
  (Object.keys(people[0] ?? {}) as (keyof Person)[])
    .map((field): Count => [`\`${field}\``, people.filter((person) => person[field] === null).length, people.length])
    .filter(([, count]) => count > 0);

/** People with an email and a name that somebody before them has. */
const doubles = (people: readonly Person[]): number => {
  const known = people.filter(({ contact_email }) => contact_email !== null);
  const keys = known.map((each) => `${each.contact_email} ${each.first_name} ${each.last_name}`.toLowerCase());
  return keys.length - new Set(keys).size;
};

const aboutPeople = (people: readonly Person[]): string[] => {
  const perCompany = valuesOf(
    people.filter(({ company_name }) => company_name !== null),
    (each) => each.company_name,
  );
  const middle = perCompany[Math.floor(perCompany.length / 2)]?.[1] ?? 0;
  const chiefs = industries.map(({ name }): Count => {
    const there = people.filter(({ industry }) => industry === name);
    return [name, there.filter(({ job_level }) => job_level === 'C Level').length, there.length];
  });
  return [
    `${doubles(people)} of the ${people.length} people have the same email and name as another person. ` +
      `The companies have ${perCompany.length} different names. The largest company has ${perCompany[0]?.[1] ?? 0} people, ` +
      `and the median company has ${middle}.`,
    table(
      'industry',
      valuesOf(people, ({ industry }) => industry),
    ),
    table('C Level in an industry', chiefs),
    table(
      'job level',
      valuesOf(people, ({ job_level }) => job_level),
    ),
    table(
      'country',
      valuesOf(people, (each) => each.contact_office_country),
    ),
    table(
      'employee range',
      valuesOf(people, ({ employee_range }) => employee_range),
    ),
    table(
      'revenue range',
      valuesOf(people, ({ revenue_range }) => revenue_range),
    ),
    table('field that is null', lacking(people)),
  ];
};

const aboutRecords = (records: readonly Row[]): string[] => {
  const statuses: readonly string[] = statusColumns;
  const found = Object.keys(records[0] ?? {}).filter((name) => !statuses.includes(name));
  const empty = found.map(
    (name): Count => [`\`${name}\``, records.filter((record) => record[name] === '').length, records.length],
  );
  return [
    `The Standard contact job \`…000a\` has ${records.length} records:`,
    ...statuses.map((name) =>
      table(
        `\`${name}\``,
        valuesOf(records, (record) => record[name] ?? ''),
      ),
    ),
    table('field that is empty', empty),
  ];
};

/** The numbers of the default data, as Markdown. */
export const dataNumbers = async (): Promise<string> => {
  const people = [...generatePeople(1, 10_000, loadFixtures().people)];
  return [...aboutPeople(people), ...aboutRecords(await readRecords())].join('\n\n');
};

/** The document with these numbers between its two marks. */
export const withNumbers = (document: string, numbers: string): string =>
  document.replace(
    /(<!-- numbers: npm run numbers -->\n\n)[\s\S]*?(\n\n<!-- end of numbers -->)/,
    (_before, begin: string, end: string) => begin + numbers + end,
  );

if (import.meta.main) writeFileSync(page, withNumbers(readFileSync(page, 'utf8'), await dataNumbers()));
