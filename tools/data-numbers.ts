// `npm run numbers` writes statistics of the default data into docs/fixtures.md.
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
/** A value, the number of rows with it, and the number of all rows. */
type Count = readonly [value: string, count: number, total: number];

/** The default job with 10,000 records, and the token of its account. */
const job = { id: '00000000-0000-4000-8000-00000000000a', token: 'demo-token' };

/** Reads the records of that job from its CSV, because JSON has no `enrichment_status` (R13). */
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
  const rows = counts.map(
    ([value, count, total]) => `| ${value} | ${count} | ${((count / total) * 100).toFixed(1)} % |`,
  );
  return [`| ${heading} | number | share |`, '| --- | --- | --- |', ...rows].join('\n');
};

/** Counts each value. The most common value is first; equally common values are in the order of their text. */
const countValues = <T>(rows: readonly T[], read: (row: T) => string | null): Count[] => {
  const groups = Map.groupBy(rows, (row) => read(row) || '(none)');
  const counts = [...groups].map(([value, group]): Count => [value, group.length, rows.length]);
  return counts.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
};

/** Counts for each field the people without a value. */
const countNulls = (people: readonly Person[]): Count[] =>
  (Object.keys(people[0] ?? {}) as (keyof Person)[])
    .map((field): Count => [`\`${field}\``, people.filter((person) => person[field] === null).length, people.length])
    .filter(([, count]) => count > 0);

/** Counts the people whose email and name an earlier person has, too. */
const countDuplicates = (people: readonly Person[]): number => {
  const withEmail = people.filter(({ contact_email }) => contact_email !== null);
  const keys = withEmail.map((each) => `${each.contact_email} ${each.first_name} ${each.last_name}`.toLowerCase());
  return keys.length - new Set(keys).size;
};

const describePeople = (people: readonly Person[]): string[] => {
  const perCompany = countValues(
    people.filter(({ company_name }) => company_name !== null),
    (each) => each.company_name,
  );
  const median = perCompany[Math.floor(perCompany.length / 2)]?.[1] ?? 0;
  const chiefs = industries.map(({ name }): Count => {
    const ofIndustry = people.filter(({ industry }) => industry === name);
    return [name, ofIndustry.filter(({ job_level }) => job_level === 'C Level').length, ofIndustry.length];
  });
  return [
    `${countDuplicates(people)} of the ${people.length} people have the same email and name as another person. ` +
      `The companies have ${perCompany.length} different names. The largest company has ${perCompany[0]?.[1] ?? 0} people, ` +
      `and the median company has ${median}.`,
    table(
      'industry',
      countValues(people, ({ industry }) => industry),
    ),
    table('C Level in an industry', chiefs),
    table(
      'job level',
      countValues(people, ({ job_level }) => job_level),
    ),
    table(
      'country',
      countValues(people, (each) => each.contact_office_country),
    ),
    table(
      'employee range',
      countValues(people, ({ employee_range }) => employee_range),
    ),
    table(
      'revenue range',
      countValues(people, ({ revenue_range }) => revenue_range),
    ),
    table('field that is null', countNulls(people)),
  ];
};

const describeRecords = (records: readonly Row[]): string[] => {
  const statuses: readonly string[] = statusColumns;
  const otherFields = Object.keys(records[0] ?? {}).filter((name) => !statuses.includes(name));
  const empty = otherFields.map(
    (name): Count => [`\`${name}\``, records.filter((record) => record[name] === '').length, records.length],
  );
  return [
    `The Standard contact job \`…000a\` has ${records.length} records:`,
    ...statuses.map((name) =>
      table(
        `\`${name}\``,
        countValues(records, (record) => record[name] ?? ''),
      ),
    ),
    table('field that is empty', empty),
  ];
};

/** Creates the statistics of the default data, as Markdown. */
export const createDataNumbers = async (): Promise<string> => {
  const people = [...generatePeople(1, 10_000, loadFixtures().people)];
  return [...describePeople(people), ...describeRecords(await readRecords())].join('\n\n');
};

/** Replaces the text between the two marks of the document with these numbers. */
export const replaceNumbers = (document: string, numbers: string): string =>
  document.replace(
    /(<!-- numbers: npm run numbers -->\n\n)[\s\S]*?(\n\n<!-- end of numbers -->)/,
    (_before, begin: string, end: string) => begin + numbers + end,
  );

if (import.meta.main) writeFileSync(page, replaceNumbers(readFileSync(page, 'utf8'), await createDataNumbers()));
