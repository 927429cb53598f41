import { type Company, fictionalPhone, makeCompanies, slug } from './companies.ts';
import { countries } from './countries.ts';
import type { Contact } from './fields.ts';
import { newestFirst, type Person, referenceTime } from './person.ts';
import { type Draw, draw } from './random.ts';
import { industries, jobLevels } from './vocabulary.ts';

const areas = [
  'Accounts',
  'Brand',
  'Data',
  'Engineering',
  'Finance',
  'Infrastructure',
  'Legal',
  'Marketing',
  'Operations',
  'People',
  'Procurement',
  'Product',
  'Quality',
  'Research',
  'Sales',
  'Security',
  'Supply Chain',
] as const;

type JobLevel = (typeof jobLevels)[number];

/**
 * Makes people of one seed up, one a call, of an industry and a job level.
 * @param size about how many there will be: more people have more companies
 */
export const contactMaker = (seed: number, size: number) => {
  const companies = makeCompanies(seed, countries, Math.max(4, Math.min(5000, Math.ceil(size / 120))));
  return (from: Draw, industry: string, level: JobLevel): Contact => {
    const pool = companies.get(industry) as Company[];
    // Few companies have many people and many have few.
    const company = pool[Math.floor(pool.length * (from.below(1000) / 1000) ** 2)] as Company;
    const { country } = company;
    const first_name = from.pick(country.firstNames);
    const last_name = from.pick(country.lastNames);
    const unique = from.below(1e6).toString(36);
    const first = slug(first_name) || 'contact';
    const last = slug(last_name) || unique;
    return {
      first_name,
      last_name,
      job_title: from.pick(level.titles).replace('AREA', from.pick(areas)),
      job_level: level.name,
      contact_email: `${first}.${last}@${company.domain}`,
      contact_direct_phone: fictionalPhone(from),
      contact_mobile_phone: fictionalPhone(from),
      contact_linkedin_url: `https://linkedin.com/in/${first}-${last}-example-${unique}`,
      company,
    };
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

/**
 * The people whom Search finds, newest first (S4): the named ones, and as many generated as make up the number.
 * One in eight is of Technology and C Level, to the person, whatever the seed.
 * @param total people in all; named ones are never left out
 * @param named in the order of S4
 */
export function* makePeople(seed: number, total: number, named: readonly Person[]): Generator<Person> {
  const wanted = Math.max(0, total - named.length);
  const from = draw(seed, 'people');
  const contact = contactMaker(seed, total);
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
    const { industry, level } = chosen ? scarce : ordinary(from);
    const { company, ...person } = contact(from, industry, level);
    yield {
      uuid,
      created_at,
      first_name: person.first_name,
      last_name: person.last_name,
      company_name: company.name,
      job_title: person.job_title,
      job_level: person.job_level,
      industry,
      employee_range: company.employee_range,
      revenue_range: company.revenue_range,
      contact_office_country: company.country.name,
      contact_linkedin_url: person.contact_linkedin_url,
      contact_email: from.chance(0.88) ? person.contact_email : null,
      contact_direct_phone: from.chance(0.55) ? person.contact_direct_phone : null,
      contact_mobile_phone: from.chance(0.7) ? person.contact_mobile_phone : null,
    };
  }
  yield* named.slice(next);
}
