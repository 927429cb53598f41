import { officePhone } from './companies.ts';
import { uploadedAgain } from './double-uploads.ts';
import type { Contact } from './fields.ts';
import { drawName, lastName } from './names.ts';
import { fromPattern } from './pattern.ts';
import { newestFirst, type Person, type PersonValues, referenceTime } from './person.ts';
import { type Draw, draw } from './random.ts';
import { industries, type JobLevel, jobLevels } from './vocabulary.ts';
import { type Workplace, workplaceFinder } from './workplaces.ts';

/** What comes before the `@`: the company's usual form of a name, or if somebody there has it, the full name, or that with a number. */
const takeMailbox = ({ company, mailboxes }: Workplace, first: string, last: string): string => {
  const full = `${first}.${last}`;
  let mailbox = company.has_short_emails ? `${first.charAt(0)}${last}` : full;
  if (mailboxes.has(mailbox)) mailbox = full;
  for (let number = 2; mailboxes.has(mailbox); number += 1) mailbox = `${full}${number}`;
  mailboxes.add(mailbox);
  return mailbox;
};

/** Somebody with a name of the company's country, and emails and phones that are nobody's. */
const contactAt = (from: Draw, workplace: Workplace, job_title: string, job_level: string): Contact => {
  const { company } = workplace;
  const { names, mobile_patterns } = company.country;
  const name = drawName(from, names);
  const { first } = name;
  const last = lastName(name);
  const unique = from.below(1e6).toString(36);
  return {
    name,
    first_name: first.text,
    last_name: last.text,
    job_title,
    job_level,
    contact_email: `${takeMailbox(workplace, first.latin, last.latin)}@${company.domain}`,
    contact_direct_phone: officePhone(from, company.office),
    contact_mobile_phone: mobile_patterns.length > 0 ? fromPattern(from, from.pick(mobile_patterns)) : null,
    contact_linkedin_url: `https://linkedin.com/in/${first.latin}-${last.latin}-example-${unique}`,
    company,
  };
};

/**
 * Makes people up, one a call, of an industry and a job level.
 * @param companies draws their companies and nothing else
 * @param total about how many there will be: more people work at more companies
 */
export const contactMaker = (companies: Draw, total: number) => {
  const findWorkplace = workplaceFinder(companies, total);
  return (from: Draw, industry: string, level: JobLevel): Contact => {
    const { workplace, job_title } = findWorkplace(from, industry, level);
    return contactAt(from, workplace, job_title, level.name);
  };
};

/** The people whom the vendor's example counts. */
const exampleSegment = { industry: 'Technology', level: jobLevels[0] };
/** README, The default data: 1250 of the default 10,000 people are of Technology and C Level. */
const exampleShare = 1250 / 10_000;

/** Industry and level of one person who is not in the segment of the example. */
const outsideExample = (from: Draw): { industry: string; level: JobLevel } => {
  for (;;) {
    const industry = from.weighted(industries).name;
    const level = from.weighted(jobLevels);
    if (industry !== exampleSegment.industry || level !== exampleSegment.level) return { industry, level };
  }
};

const isInExample = (person: Pick<Person, 'industry' | 'job_level'>): boolean =>
  person.industry === exampleSegment.industry && person.job_level === exampleSegment.level.name;

/** What Search knows of somebody. Not every email and phone is known. */
const toPersonValues = (from: Draw, { company, ...contact }: Contact): PersonValues => ({
  first_name: contact.first_name,
  last_name: contact.last_name,
  company_name: company.name,
  job_title: contact.job_title,
  job_level: contact.job_level,
  industry: company.industry,
  employee_range: company.employee_range,
  revenue_range: company.revenue_range,
  contact_office_country: company.country.name,
  contact_linkedin_url: contact.contact_linkedin_url,
  contact_email: from.chance(0.88) ? contact.contact_email : null,
  contact_direct_phone: from.chance(0.55) ? contact.contact_direct_phone : null,
  contact_mobile_phone: from.chance(0.7) ? contact.contact_mobile_phone : null,
});

/** How often a database lacks a value: between 2 and 10 % of all people each, independently of each other. */
const gaps: readonly [field: keyof PersonValues, share: number][] = [
  ['job_title', 0.04],
  ['job_level', 0.06],
  ['industry', 0.05],
  ['company_name', 0.03],
  ['contact_office_country', 0.04],
  ['contact_linkedin_url', 0.08],
];

/** Takes values away by chance. Whoever the example counts keeps both values that they are counted by. */
const leaveGaps = (from: Draw, person: PersonValues): PersonValues => {
  const counted = isInExample(person);
  for (const [field, share] of gaps) {
    const isMissing = from.chance(share);
    if (isMissing && !(counted && (field === 'industry' || field === 'job_level'))) person[field] = null;
  }
  if (person.company_name === null) {
    person.employee_range = null;
    person.revenue_range = null;
  }
  return person;
};

/** Of all people but those whom the example counts, this many are there a second time. */
const doubleShare = 0.017;
/** A second upload is of one of so many people before it. */
const mostRecent = 300;

/** The generated people of one seed, one per call, in or outside of the example's segment, without time and id. */
const personMaker = (seed: number, from: Draw, total: number): ((inExample: boolean) => PersonValues) => {
  const findWorkplace = workplaceFinder(draw(seed, 'companies'), total);
  const recent: { person: PersonValues; workplace: Workplace }[] = [];
  let made = 0;
  return (inExample) => {
    const again = !inExample && from.chance(doubleShare) && recent.length > 0 ? from.pick(recent) : undefined;
    if (again && again.workplace.vacancies > 0) {
      again.workplace.vacancies -= 1;
      return uploadedAgain(from, again.person, again.workplace.company);
    }
    const { industry, level } = inExample ? exampleSegment : outsideExample(from);
    const { workplace, job_title } = findWorkplace(from, industry, level);
    const person = leaveGaps(from, toPersonValues(from, contactAt(from, workplace, job_title, level.name)));
    // A company has one CEO, so nobody of C Level is there twice.
    if (level.name !== 'C Level') {
      recent[made % mostRecent] = { person, workplace };
      made += 1;
    }
    return person;
  };
};

/**
 * The people whom Search finds, newest first (S4): the named ones, and as many generated as make up the number.
 * One in eight is of Technology and C Level, to the person, whatever the seed. Some lack a value, and some are there twice.
 * @param total people in all; named ones are never left out
 * @param named in the order of S4
 */
export function* makePeople(seed: number, total: number, named: readonly Person[]): Generator<Person> {
  const wanted = Math.max(0, total - named.length);
  const from = draw(seed, 'people');
  const makePerson = personMaker(seed, from, total);
  let exampleRest = Math.max(0, Math.round(total * exampleShare) - named.filter(isInExample).length);
  let created_at = referenceTime;
  let next = 0;
  for (let rest = wanted; rest > 0; rest -= 1) {
    created_at -= 1 + from.below(120_000);
    const uuid = from.uuid();
    for (; next < named.length && newestFirst(named[next] as Person, { created_at, uuid }) < 0; next += 1) {
      yield named[next] as Person;
    }
    // Selection sampling: exactly as many of the example as remain, evenly spread over all who remain.
    const inExample = from.below(rest) < exampleRest;
    if (inExample) exampleRest -= 1;
    yield { uuid, created_at, ...makePerson(inExample) };
  }
  yield* named.slice(next);
}
