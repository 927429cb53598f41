import { americanOfficePhones, type Country, countries, type Office } from './countries.ts';
import type { Name } from './names.ts';
import { fromPattern } from './pattern.ts';
import { type Draw, drawFew } from './random.ts';
import { employeeRanges, type Industry, industries, revenueRanges } from './vocabulary.ts';

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

const byLatin = (names: readonly Name[]): ReadonlyMap<string, Name> => new Map(names.map((name) => [name.latin, name]));

/** What the names of companies of an industry are made of in each country, by the Latin letters. */
const namings = (industry: string) =>
  countries.map((country) => ({
    country,
    weight: country.weight,
    beginnings: byLatin([...country.places, ...country.founders]),
    words: byLatin(country.companyWords[industry] ?? []),
  }));
const namingsByIndustry: ReadonlyMap<string, ReturnType<typeof namings>> = new Map(
  industries.map(({ name }) => [name, namings(name)]),
);

/** The Latin letters of a company's name: the founders or places that it begins with, and what the company does. */
type LatinName = { beginnings: readonly string[]; word: string };

/** The hyphen keeps apart what two founders and one of another name would share: Wood & Ford, and Woodford. */
const domainOf = ({ beginnings, word }: LatinName): string => `${beginnings.join('-')}${word}.example`;

/** A name whose domain no other company has. It begins with more founders or places until nobody else is called that. */
const drawLatinName = (from: Draw, industry: Industry, taken: ReadonlySet<string>): LatinName => {
  const { founders, places, companyWords } = from.weighted(countries);
  const word = from.pick(companyWords[industry.name] ?? []).latin;
  const list = places.length > 0 && (founders.length === 0 || from.chance(0.3)) ? places : founders;
  const beginnings: string[] = [];
  do {
    const { latin } = from.pick(list);
    if (!beginnings.includes(latin)) beginnings.push(latin);
  } while (taken.has(domainOf({ beginnings, word })));
  return { beginnings, word };
};

/**
 * The company with a name. All of it follows from its domain, whatever the seed: if several countries have such names,
 * the country as well.
 */
const companyCalled = (name: LatinName, industry: Industry): Company => {
  const domain = domainOf(name);
  const from = drawFew('company', domain);
  const possible = (namingsByIndustry.get(industry.name) ?? []).filter(
    ({ beginnings, words }) => words.has(name.word) && name.beginnings.every((each) => beginnings.has(each)),
  );
  const { country, beginnings, words } = from.weighted(possible);
  const founders = name.beginnings.map((each) => beginnings.get(each)?.text).join(' & ');
  const short_name = `${founders}${country.joiner}${words.get(name.word)?.text}`;
  const sizeIndex = clamp(industry.size + (from.below(7) + from.below(7) - 6) * 0.6, employeeRanges.length);
  const revenueIndex = clamp(sizeIndex + (from.below(5) - 2) * 0.5, revenueRanges.length);
  const office = from.pick(country.offices);
  return {
    name: from.pick(country.legalForms).replace('*', short_name),
    short_name,
    domain,
    has_short_emails: from.chance(0.3),
    industry: industry.name,
    employee_range: employeeRanges[sizeIndex] as Company['employee_range'],
    revenue_range: revenueRanges[revenueIndex] as string,
    naics_code: industry.naics,
    sic_code: industry.sic,
    phone: officePhone(from, office),
    address: fromPattern(from, country.street_pattern),
    postal_code: fromPattern(from, office.postal_pattern),
    office,
    country,
  };
};

/**
 * Makes up companies, one per call. Each has a name and domain of its own, and a size and a revenue that fit its
 * industry and each other. It remembers the domains of all: about 80 bytes for each company.
 * @param from draws which companies these are, and nothing else
 */
export const companyMaker = (from: Draw): ((industry: Industry) => Company) => {
  const taken = new Set<string>();
  return (industry) => {
    const company = companyCalled(drawLatinName(from, industry, taken), industry);
    taken.add(company.domain);
    return company;
  };
};
