import type { Contact } from './fields.ts';
import { nicknames } from './nicknames.ts';
import type { Draw } from './random.ts';
import { foldName, formalNames, type Name } from './record-rules.ts';

/** The name that a caller sent, and the one that the pipeline found for it. */
type Names = { input: Name; enriched: Name };

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** The nicknames of a first name, and the names that it is a nickname of. */
const otherForms = (first: string): string[] => {
  const folded = foldName(first);
  const forms = [...(nicknames[folded] ?? []), ...(formalNames.get(folded) ?? [])];
  return forms.filter((form) => form !== folded).map(capitalized);
};

const withoutDiacritics = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');

/** Whether a name is of a script with upper and lower case: others have no initials, and no double surnames here. */
const hasCase = (name: string): boolean => name.toLowerCase() !== name.toUpperCase();

/** A name as somebody types it who knows the person: some write a nickname, some leave the diacritics out. */
const typed = (from: Draw, { first, last }: Name): Name => {
  const forms = otherForms(first);
  const called = forms.length > 0 && from.chance(0.4) ? from.pick(forms) : first;
  const plain = hasCase(first + last) && from.chance(0.3);
  return plain ? { first: withoutDiacritics(called), last: withoutDiacritics(last) } : { first: called, last };
};

const mapped = ({ first, last }: Name, change: (text: string) => string): Name => ({
  first: change(first),
  last: change(last),
});

/** Ways in which an input name comes about, and how common each is. Each is given the person found and somebody else. */
const nameInputs: readonly { weight: number; names: (from: Draw, found: Name, other: Name) => Names }[] = [
  { weight: 79, names: (from, found) => ({ input: typed(from, found), enriched: found }) },
  { weight: 3, names: (_, found) => ({ input: mapped(found, (text) => text.toUpperCase()), enriched: found }) },
  { weight: 4, names: (_, found) => ({ input: mapped(found, (text) => text.toLowerCase()), enriched: found }) },
  {
    weight: 4,
    names: (from, found) => {
      const initial = `${found.first.charAt(0)}${from.chance(0.5) ? '.' : ''}`;
      return { input: hasCase(found.first) ? { ...found, first: initial } : found, enriched: found };
    },
  },
  {
    // Somebody who has two surnames, and whom the caller knows by one.
    weight: 2,
    names: (from, found, other) => {
      if (!hasCase(found.last) || found.last === other.last) return { input: found, enriched: found };
      const last = from.pick([found.last, other.last]);
      return { input: { ...found, last }, enriched: { ...found, last: `${found.last}-${other.last}` } };
    },
  },
  { weight: 1, names: (_, found) => ({ input: { first: '', last: '' }, enriched: found }) },
  { weight: 1, names: (_, found) => ({ input: { ...found, first: '' }, enriched: found }) },
  {
    // The pipeline found another person: a relative, a namesake or somebody with nothing in common.
    weight: 6,
    names: (from, found, other) => ({
      input: from.pick([{ ...other, last: found.last }, { ...other, first: found.first }, other]),
      enriched: found,
    }),
  },
];

/** The name of somebody that the pipeline found, and what a caller sent for it. */
export const drawNames = (from: Draw, { first_name, last_name, company }: Contact): Names => {
  const { women, men, surnames } = company.country.names;
  const [sex, names] = from.chance(0.48) ? (['woman', women] as const) : (['man', men] as const);
  const other = { first: from.pick(names).text, last: from.pick(surnames)[sex].text };
  return from.weighted(nameInputs).names(from, { first: first_name, last: last_name }, other);
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
