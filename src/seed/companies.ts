import type { Country } from './countries.ts';
import { type Draw, draw } from './random.ts';
import { areaCodes, employeeRanges, industries, revenueRanges } from './vocabulary.ts';

export type Company = {
  name: string;
  /** Of the kind reserved for documentation (RFC 2606). */
  domain: string;
  industry: string;
  employee_range: string;
  revenue_range: string;
  naics_code: string;
  sic_code: string;
  phone: string;
  address: string;
  postal_code: string;
  office: Country['offices'][number];
  country: Country;
};

const clamp = (index: number, length: number): number => Math.max(0, Math.min(length - 1, Math.round(index)));

/** A number of the fictional range 555-0100 to 555-0199. */
export const fictionalPhone = (from: Draw): string =>
  `+1 ${from.pick(areaCodes)} 555 01${String(from.below(100)).padStart(2, '0')}`;

/** The letters of a text that can stand in a host or path, lower case; accents are dropped. */
export const slug = (text: string): string =>
  text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '');

/**
 * The companies of one seed, by industry. Each has a size and a revenue that fit its industry and each other.
 * @param perIndustry how many of each industry
 */
export const makeCompanies = (
  seed: number,
  countries: readonly Country[],
  perIndustry: number,
): Map<string, Company[]> => {
  const from = draw(seed, 'companies');
  const taken = new Set<string>();
  const byIndustry = new Map<string, Company[]>();
  for (const industry of industries) {
    const companies: Company[] = [];
    for (let number = 0; number < perIndustry; number += 1) {
      const country = from.weighted(countries);
      const owner = from.pick(country.lastNames);
      const word = from.pick(industry.words);
      let name = `${owner} ${word}`;
      if (taken.has(name)) name = `${owner} & ${from.pick(country.lastNames)} ${word}`;
      if (taken.has(name)) name = `${name} ${companies.length + 1}`;
      taken.add(name);
      const size = clamp(industry.size + (from.below(7) + from.below(7) - 6) * 0.6, employeeRanges.length);
      const revenue = clamp(size + (from.below(5) - 2) * 0.5, revenueRanges.length);
      companies.push({
        name,
        domain: `${slug(owner) ? slug(name) : `${slug(country.name)}-${slug(word)}-${number + 1}`}.example`,
        industry: industry.name,
        employee_range: employeeRanges[size] as string,
        revenue_range: revenueRanges[revenue] as string,
        naics_code: industry.naics,
        sic_code: industry.sic,
        phone: fictionalPhone(from),
        address: `${1 + from.below(999)} Example Street`,
        postal_code: String(10_000 + from.below(90_000)),
        office: from.pick(country.offices),
        country,
      });
    }
    byIndustry.set(industry.name, companies);
  }
  return byIndustry;
};
