import { type Company, officePhone } from './companies.ts';
import { uploadedAgain } from './double-uploads.ts';
import type { Contact } from './fields.ts';
import { fromPattern } from './pattern.ts';
import { newestFirst, type Person, referenceTime } from './person.ts';
import { type Draw, draw } from './random.ts';
import { industries, type JobLevel, jobLevels } from './vocabulary.ts';
import { type Workplace, workplaceFinder } from './workplaces.ts';

/** Somebody with a name of the company's country, and emails and phones that are nobody's. */
const contactAt = (from: Draw, company: Company, job_title: string, job_level: string): Contact => {
  const { names, mobile_patterns } = company.country;
  const isWoman = from.chance(0.48);
  const first = from.pick(isWoman ? names.women : names.men);
  const last = from.pick(names.surnames)[isWoman ? 'woman' : 'man'];
  const local = company.has_short_emails ? `${first.latin.charAt(0)}${last.latin}` : `${first.latin}.${last.latin}`;
  const unique = from.below(1e6).toString(36);
  return {
    first_name: first.text,
    last_name: last.text,
    job_title,
    job_level,
    contact_email: `${local}@${company.domain}`,
    contact_direct_phone: officePhone(from, company.office),
    contact_mobile_phone: mobile_patterns.length > 0 ? fromPattern(from, from.pick(mobile_patterns)) : null,
    contact_linkedin_url: `https://linkedin.com/in/${first.latin}-${last.latin}-example-${unique}`,
    company,
  };
};

/**
 * Makes people up, one a call, of an industry and a job level.
 * @param companies draws their companies and nothing else
 * @param size about how many there will be: more people work at more companies
 */
export const contactMaker = (companies: Draw, size: number) => {
  const findWorkplace = workplaceFinder(companies, size);
  return (from: Draw, industry: string, level: JobLevel): Contact => {
    const { workplace, job_title } = findWorkplace(from, industry, level);
    return contactAt(from, workplace.company, job_title, level.name);
  };
};

const scarce = { industry: 'Technology', level: jobLevels[0] };
/** README, The default data: 1250 of the default 10,000 people are of Technology and C Level. */
const scarceShare = 1250 / 10_000;

/** Industry and level of one person who is not of both scarce kinds. */
const ordinary = (from: Draw): { industry: string; level: JobLevel } => {
  for (;;) {
    const industry = from.weighted(industries).name;
    const level = from.weighted(jobLevels);
    if (industry !== scarce.industry || level !== scarce.level) return { industry, level };
  }
};

const isScarce = (person: Pick<Person, 'industry' | 'job_level'>): boolean =>
  person.industry === scarce.industry && person.job_level === scarce.level.name;

/** A person as Search finds them, without what every person has of their own. */
type Upload = Omit<Person, 'uuid' | 'created_at'>;

const toUpload = (from: Draw, { company, ...contact }: Contact): Upload => ({
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
const gaps: readonly [field: keyof Upload, share: number][] = [
  ['job_title', 0.04],
  ['job_level', 0.06],
  ['industry', 0.05],
  ['company_name', 0.03],
  ['contact_office_country', 0.04],
  ['contact_linkedin_url', 0.08],
];

/** Takes values away by chance. Whoever counts for the scarce kind keeps both values that it is counted by. */
const leaveGaps = (from: Draw, person: Upload): Upload => {
  const counted = isScarce(person);
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

/** Of all people but those of the scarce kind, this many are there a second time. */
const doubleShare = 0.017;
/** A second upload is of one of so many people before it. */
const mostRecent = 300;

/** The generated people of one seed, one per call, without time and id. */
const uploadMaker = (seed: number, from: Draw, size: number): ((isScarce: boolean) => Upload) => {
  const findWorkplace = workplaceFinder(draw(seed, 'companies'), size);
  const recent: { person: Upload; workplace: Workplace }[] = [];
  let made = 0;
  return (isScarce) => {
    const again = !isScarce && from.chance(doubleShare) && recent.length > 0 ? from.pick(recent) : undefined;
    if (again && again.workplace.left > 0) {
      again.workplace.left -= 1;
      return uploadedAgain(from, again.person, again.workplace.company);
    }
    const { industry, level } = isScarce ? scarce : ordinary(from);
    const { workplace, job_title } = findWorkplace(from, industry, level);
    const person = leaveGaps(from, toUpload(from, contactAt(from, workplace.company, job_title, level.name)));
    // A company has one CEO, so nobody of C Level is there twice.
    if (level !== scarce.level) {
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
  const upload = uploadMaker(seed, from, total);
  let scarceLeft = Math.max(0, Math.round(total * scarceShare) - named.filter(isScarce).length);
  let created_at = referenceTime;
  let next = 0;
  for (let left = wanted; left > 0; left -= 1) {
    created_at -= 1 + from.below(120_000);
    const uuid = from.uuid();
    for (; next < named.length && newestFirst(named[next] as Person, { created_at, uuid }) < 0; next += 1) {
      yield named[next] as Person;
    }
    // Selection sampling: exactly as many as are left, evenly spread over those who are left.
    const chosen = from.below(left) < scarceLeft;
    if (chosen) scarceLeft -= 1;
    yield { uuid, created_at, ...upload(chosen) };
  }
  yield* named.slice(next);
}
