import { americanOfficePhones, type Country, countries, type Office } from './countries.ts';
import { type Name, toName } from './names.ts';
import { fromPattern } from './pattern.ts';
import type { Draw } from './random.ts';
import { employeeRanges, type Industry, revenueRanges } from './vocabulary.ts';

export type Company = {
  /** With its legal form, where it states one. */
  name: string;
  /** The name without its legal form. */
  short_name: string;
  /** Of the kind reserved for documentation (RFC 2606). */
  domain: string;
  /** Whether its emails begin with an initial and a surname, rather than with both names. */
  has_short_emails: boolean;
  industry: string;
  employee_range: (typeof employeeRanges)[number];
  revenue_range: string;
  naics_code: string;
  sic_code: string;
  /** Null where the country reserves no numbers for fiction and there is no office in the United States. */
  phone: string | null;
  address: string;
  postal_code: string;
  office: Office;
  country: Country;
};

const clamp = (index: number, length: number): number => Math.max(0, Math.min(length - 1, Math.round(index)));

/** A landline in the range that the country of an office reserves for fiction; where there is none, sometimes that of an office in the United States. */
export const officePhone = (from: Draw, { phone_pattern }: Office): string | null => {
  if (phone_pattern) return fromPattern(from, phone_pattern);
  return from.chance(0.3) ? fromPattern(from, from.pick(americanOfficePhones)) : null;
};

/** A name that no other company has: that of a founder or place, and what the company does. */
const companyName = (from: Draw, country: Country, industry: Industry, taken: ReadonlySet<string>): Name => {
  const { founders, places, joiner } = country;
  const word = from.pick(country.companyWords?.[industry.name] ?? industry.words.map(toName));
  const beginnings = places.length > 0 && (founders.length === 0 || from.chance(0.3)) ? places : founders;
  const first = from.pick(beginnings);
  const one = { text: first.text + joiner + word.text, latin: first.latin + word.latin };
  if (!taken.has(one.latin)) return one;
  const second = from.pick(beginnings.filter(({ text }) => text !== first.text));
  const two = {
    text: `${first.text} & ${second.text}${joiner}${word.text}`,
    latin: `${first.latin}${second.latin}${word.latin}`,
  };
  if (!taken.has(two.latin)) return two;
  return { text: `${two.text} ${taken.size}`, latin: `${two.latin}${taken.size}` };
};

/**
 * Makes up companies, one per call. Each has a name and domain of its own, and a size and a revenue that fit its
 * industry and each other. It remembers the domains of all: about 80 bytes for each company.
 * @param from draws the companies and nothing else
 */
export const companyMaker = (from: Draw): ((industry: Industry) => Company) => {
  const taken = new Set<string>();
  return (industry) => {
    const country = from.weighted(countries);
    const name = companyName(from, country, industry, taken);
    taken.add(name.latin);
    const size = clamp(industry.size + (from.below(7) + from.below(7) - 6) * 0.6, employeeRanges.length);
    const revenue = clamp(size + (from.below(5) - 2) * 0.5, revenueRanges.length);
    const office = from.pick(country.offices);
    return {
      name: from.pick(country.legalForms).replace('*', name.text),
      short_name: name.text,
      domain: `${name.latin}.example`,
      has_short_emails: from.chance(0.3),
      industry: industry.name,
      employee_range: employeeRanges[size] as Company['employee_range'],
      revenue_range: revenueRanges[revenue] as string,
      naics_code: industry.naics,
      sic_code: industry.sic,
      phone: officePhone(from, office),
      address: fromPattern(from, country.street_pattern),
      postal_code: fromPattern(from, office.postal_pattern),
      office,
      country,
    };
  };
};
