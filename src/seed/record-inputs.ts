import type { Contact } from './fields.ts';
import { drawName, lastName, type PersonName } from './names.ts';
import type { Nicknames } from './nicknames.ts';
import type { Draw } from './random.ts';
import { foldName, type Name } from './record-rules.ts';

/** The name that a caller sent, and the one that the pipeline found for it. */
type Names = { input: Name; enriched: Name };

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** The nicknames of a first name, and the names that it is a nickname of. */
const otherForms = (first: string, nicknames: Nicknames): string[] => {
  const folded = foldName(first);
  const formal = Object.keys(nicknames).filter((name) => nicknames[name]?.includes(folded));
  return [...(nicknames[folded] ?? []), ...formal].map(capitalized);
};

const withoutDiacritics = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');

/** Whether a name is of a script with upper and lower case: others have no initials, and no double surnames here. */
const hasCase = (name: string): boolean => name.toLowerCase() !== name.toUpperCase();

/** A name as somebody types it who knows the person: some write a nickname, some leave the diacritics out. */
const typed = (from: Draw, { first, last }: Name, nicknames: Nicknames): Name => {
  const forms = otherForms(first, nicknames);
  const called = forms.length > 0 && from.chance(0.4) ? from.pick(forms) : first;
  const plain = hasCase(first + last) && from.chance(0.3);
  return plain ? { first: withoutDiacritics(called), last: withoutDiacritics(last) } : { first: called, last };
};

const mapped = ({ first, last }: Name, change: (text: string) => string): Name => ({
  first: change(first),
  last: change(last),
});

const written = (name: PersonName): Name => ({ first: name.first.text, last: lastName(name).text });

/** The person found, somebody else of the same country, and the nicknames there. */
type Case = { found: Name; person: PersonName; other: PersonName; nicknames: Nicknames };

/** Ways in which an input name comes about, and how common each is. */
const nameInputs: readonly { weight: number; names: (from: Draw, each: Case) => Names }[] = [
  { weight: 79, names: (from, { found, nicknames }) => ({ input: typed(from, found, nicknames), enriched: found }) },
  { weight: 3, names: (_, { found }) => ({ input: mapped(found, (text) => text.toUpperCase()), enriched: found }) },
  { weight: 4, names: (_, { found }) => ({ input: mapped(found, (text) => text.toLowerCase()), enriched: found }) },
  {
    weight: 4,
    names: (from, { found }) => {
      const initial = `${found.first.charAt(0)}${from.chance(0.5) ? '.' : ''}`;
      return { input: hasCase(found.first) ? { ...found, first: initial } : found, enriched: found };
    },
  },
  {
    // Somebody who has two surnames, and whom the caller knows by one.
    weight: 2,
    names: (from, { found, person, other }) => {
      const second = lastName({ ...person, surname: other.surname }).text;
      if (!hasCase(found.last) || found.last === second) return { input: found, enriched: found };
      const last = from.pick([found.last, second]);
      return { input: { ...found, last }, enriched: { ...found, last: `${found.last}-${second}` } };
    },
  },
  { weight: 1, names: (_, { found }) => ({ input: { first: '', last: '' }, enriched: found }) },
  { weight: 1, names: (_, { found }) => ({ input: { ...found, first: '' }, enriched: found }) },
  {
    // The pipeline found another person: a relative, a namesake or somebody with nothing in common.
    weight: 6,
    names: (from, { found, person, other }) => {
      const relative = { ...other, surname: person.surname };
      const namesake = { ...person, surname: other.surname };
      return { input: written(from.pick([relative, namesake, other])), enriched: found };
    },
  },
];

/** The name of somebody that the pipeline found, and what a caller sent for it. */
export const drawNames = (from: Draw, { name, company }: Contact): Names => {
  const { names, nicknames = {} } = company.country;
  const other = drawName(from, names);
  return from.weighted(nameInputs).names(from, { found: written(name), person: name, other, nicknames });
};

/** Without the legal form that a company's name has, or with one where it has none. */
const otherLegalForm = (from: Draw, { name, short_name, country }: Contact['company']): string =>
  name === short_name ? from.pick(country.legalForms).replace('*', short_name) : short_name;

/** A company's name as callers send it: with or without its legal form, in another letter case, or not at all. */
export const companyInput = (from: Draw, company: Contact['company']): string => {
  const how = from.below(100);
  if (how < 2) return '';
  if (how < 6) return company.name.toLowerCase();
  if (how < 9) return company.name.toUpperCase();
  return how < 32 ? otherLegalForm(from, company) : company.name;
};

/** A company's website as callers send it: a host or a URL, or not at all. */
export const websiteInput = (from: Draw, { domain }: Contact['company']): string =>
  from.weighted([
    { weight: 70, text: domain },
    { weight: 12, text: `www.${domain}` },
    { weight: 8, text: `https://www.${domain}/` },
    { weight: 4, text: `http://${domain}` },
    { weight: 3, text: domain.toUpperCase() },
    { weight: 3, text: '' },
  ]).text;
