import assert from 'node:assert/strict';
import t from 'tap';
import { type Company, companyMaker } from '../../src/seed/companies.ts';
import { countries } from '../../src/seed/countries.ts';
import type { Name } from '../../src/seed/names.ts';
import { makePeople } from '../../src/seed/people.ts';
import type { Person } from '../../src/seed/person.ts';
import { draw } from '../../src/seed/random.ts';
import { jobRecords } from '../../src/seed/records.ts';
import { employeeRanges, industries, jobLevels } from '../../src/seed/vocabulary.ts';
import { fc } from '../support/property.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const people = (seed: number, total: number): Person[] => [...makePeople(seed, total, [])];

/** Holds for the people of any seed, of a small and a larger number. */
const always = (check: (people: Person[]) => void): void =>
  fc.assert(
    fc.property(seeds, fc.constantFrom(40, 3000), (seed, total) => check(people(seed, total))),
    { numRuns: 8 },
  );

const fail = (what: string, people: readonly Person[]): void => {
  if (people.length > 0) throw new Error(`${what}: ${JSON.stringify(people.slice(0, 3))}`);
};

/** The people of each company: by the domain of its emails, as its name is with or without the legal form. */
const byCompany = (people: readonly Person[]): Person[][] => {
  const domainOf = ({ contact_email }: Person) => contact_email?.split('@')[1];
  const domains = new Map(
    people.map((each) => [each.company_name, domainOf(each)] as const).filter(([name, domain]) => name && domain),
  );
  const groups = Map.groupBy(people, (each) => domainOf(each) ?? domains.get(each.company_name));
  groups.delete(undefined);
  return [...groups.values()];
};

/** An office number of the United States, which stands in where a country reserves none. */
const northAmerican = /^\+1 [2-9]\d\d 555 01\d\d$/;
/** What each country reserves for fiction, in the words of its regulator; written here a second time on purpose. */
const reserved: Record<string, { landline: RegExp; mobile: RegExp }> = {
  'United States': { landline: northAmerican, mobile: northAmerican },
  Canada: { landline: northAmerican, mobile: northAmerican },
  'United Kingdom': {
    landline: /^\+44 (20 7946 0\d{3}|29 2018 0\d{3}|(113|121|131|161) 496 0\d{3})$/,
    mobile: /^\+44 7700 900\d{3}$/,
  },
  Australia: {
    landline: /^\+61 [2378] 5550 \d{4}$/,
    mobile:
      /^\+61 491 57(0 (006|15[6-9]|110|313|737)|1 (266|491|804)|2 (549|665|983)|3 (770|087)|4 (118|632)|5 (254|789)|6 (398|801)|7 (426|644)|8 (957|148|888)|9 (212|760|455))$/,
  },
  Ireland: { landline: /^\+353 20 91\d \d{4}$/, mobile: /^\+353 20 91\d \d{4}$/ },
  Germany: {
    landline: /^\+49 (30 23125|69 90009|40 66969|221 4710|89 99998)\d{3}$/,
    mobile: /^\+49 171 39200\d\d$/,
  },
  France: {
    landline: /^\+33 (1 99 00|2 61 91|3 53 01|4 65 71|5 36 49)( \d\d){2}$/,
    mobile: /^\+33 6 39 98( \d\d){2}$/,
  },
  Sweden: {
    landline: /^\+46 (8 465 004|40 628 04|31 390 06) \d\d$/,
    mobile: /^\+46 70 174 06 ([1-9]\d|0[5-9])$/,
  },
};
const none = /^$/;
const reservedIn = (country: string | null) => reserved[country ?? ''] ?? { landline: northAmerican, mobile: none };

t.test('people: every phone is in the range that its country reserves for fiction', async () => {
  always((people) => {
    const known = people.filter(({ contact_office_country }) => contact_office_country !== null);
    const wrong = known.filter(({ contact_office_country, contact_direct_phone, contact_mobile_phone }) => {
      const { landline, mobile } = reservedIn(contact_office_country);
      return (
        (contact_direct_phone !== null && !landline.test(contact_direct_phone)) ||
        (contact_mobile_phone !== null && !mobile.test(contact_mobile_phone))
      );
    });
    fail('a phone outside the range', wrong);
    const ranges = [...Object.values(reserved).flatMap(({ landline, mobile }) => [landline, mobile])];
    const phones = people.flatMap((each) => [each.contact_direct_phone, each.contact_mobile_phone]);
    const somebodys = phones.filter((phone) => phone !== null && !ranges.some((range) => range.test(phone)));
    if (somebodys.length > 0) throw new Error(`no range has ${somebodys[0]}`);
  });
});

t.test('people: in each country with a range of its own, some have a landline and some a mobile', async (t) => {
  const all = people(1, 10_000);
  for (const country of Object.keys(reserved)) {
    const there = all.filter(({ contact_office_country }) => contact_office_country === country);
    t.ok(
      there.some(({ contact_direct_phone }) => contact_direct_phone),
      `${country}: a landline`,
    );
    t.ok(
      there.some(({ contact_mobile_phone }) => contact_mobile_phone),
      `${country}: a mobile`,
    );
  }
});

t.test(
  'people: a company has at most as many people as its employee range says, those there twice included',
  async (t) => {
    let largest = 0;
    const check = (people: Person[]): void => {
      for (const colleagues of byCompany(people)) {
        const range = colleagues.find(({ employee_range }) => employee_range)?.employee_range ?? '';
        const most = /\+/.test(range) || range === '' ? Number.POSITIVE_INFINITY : Number(range.split('-')[1]);
        if (colleagues.length > most) fail(`${colleagues.length} people at a company of ${range}`, colleagues);
        if (range === '1-10') largest = Math.max(largest, colleagues.length);
      }
    };
    always(check);
    // Few people are there twice, and fewer at a company that is full.
    check(people(1, 60_000));
    t.equal(largest, 10, 'some small companies are full');
  },
);

t.test('people: of each title of C Level, a company has one person at most', async () => {
  always((people) => {
    for (const colleagues of byCompany(people)) {
      const titles = colleagues
        .map(({ job_title }) => job_title)
        .filter((title) => /^(C.O|Chief .*)$/.test(title ?? ''));
      if (new Set(titles).size < titles.length) fail('a title of C Level twice', colleagues);
    }
  });
});

t.test('people: a title goes with its job level', async () => {
  const patterns: Record<string, RegExp> = {
    'C Level': /^(C[EFTOI]O|Chief .*)$/,
    'Vice President Level': /^(VP( of|,)|Vice President of|Senior Vice President,|SVP,) /,
    'Director Level': /Director|^Head of /,
    'Manager Level': /Manager|^(Scrum Master|Registrar|Managing Editor)$/,
    'Staff Level': /^(?!.*(Chief|VP|President|Director|Manager)).*$/,
  };
  always((people) =>
    fail(
      'a title that does not fit',
      people.filter(({ job_title, job_level }) => job_title && job_level && !patterns[job_level]?.test(job_title)),
    ),
  );
});

t.test('people: what is done in one industry is not done in another', async (t) => {
  const only: Record<string, string> = {
    'Software Engineer': 'Technology',
    'Registered Nurse': 'Healthcare',
    Underwriter: 'Financial Services',
    'CNC Machinist': 'Manufacturing',
    Merchandiser: 'Retail',
    Lecturer: 'Education',
    'Quantity Surveyor': 'Construction',
    'Energy Trader': 'Energy',
    Journalist: 'Media',
    'Sous Chef': 'Hospitality',
  };
  const all = people(1, 20_000);
  for (const [title, industry] of Object.entries(only)) {
    const where = all.filter(({ job_title }) => job_title === title).map((each) => each.industry ?? industry);
    t.same([...new Set(where)], [industry], title);
  }
  t.equal(Object.keys(only).length, industries.length);
});

t.test('people: one in eight is of Technology and C Level, to the person, however many there are', async () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 0, max: 2000 }), (seed, total) => {
      const all = people(seed, total);
      const scarce = all.filter((each) => each.industry === 'Technology' && each.job_level === 'C Level').length;
      return all.length === total && scarce === Math.round(total / 8);
    }),
    { numRuns: 25 },
  );
});

t.test('people: some work is done in every industry, and only a large company has senior directors', async (t) => {
  const all = people(1, 20_000);
  for (const { name } of industries) {
    const there = all.filter(({ industry }) => industry === name);
    const common = there.filter(({ job_title }) =>
      /^(Accountant|HR Specialist|Office Administrator)$/.test(job_title ?? ''),
    );
    t.ok(common.length > 0, name);
  }
  const isLarge = (range: string): boolean => employeeRanges.indexOf(range as '1-10') >= 4;
  const titled = all.filter(({ job_title, employee_range }) => job_title !== null && employee_range !== null);
  const senior = titled.filter(({ job_title }) => /^(Senior Director,|SVP,|Regional )/.test(job_title ?? ''));
  t.ok(senior.length > 100, `${senior.length} have a title of a large company`);
  fail(
    'a title of a large company',
    senior.filter(({ employee_range }) => !isLarge(employee_range ?? '')),
  );
});

t.test('people: some companies shorten the first name in emails, most do not', async (t) => {
  const emails = people(1, 10_000).flatMap(({ contact_email }) => contact_email ?? []);
  const short = emails.filter((email) => /^[^.]+@/.test(email)).length / emails.length;
  t.ok(short > 0.15 && short < 0.45, `${short} of all emails`);
});

t.test('people: an umlaut becomes two letters in German emails', async (t) => {
  const two: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue' };
  const there = people(1, 10_000).filter((each) => each.contact_office_country === 'Germany' && each.contact_email);
  for (const [umlaut, letters] of Object.entries(two)) {
    const found = there.filter(({ last_name }) => last_name?.includes(umlaut));
    t.ok(found.length > 0, umlaut);
    for (const { last_name, contact_email } of found)
      t.ok(contact_email?.includes(letters), `${last_name}: ${contact_email}`);
  }
});

const lacking = [
  'job_title',
  'job_level',
  'industry',
  'company_name',
  'contact_office_country',
  'contact_linkedin_url',
] as const;

t.test('people: 2 to 10 % lack each of what a database lacks, one without the other', async (t) => {
  for (const seed of [1, 2, 3]) {
    const all = people(seed, 10_000);
    for (const field of lacking) {
      const without = all.filter((each) => each[field] === null);
      t.ok(without.length >= 200 && without.length <= 1000, `seed ${seed}: ${without.length} have no ${field}`);
      for (const other of lacking.filter((each) => each !== field)) {
        t.ok(
          without.some((each) => each[other] !== null),
          `${field} lacks without ${other}`,
        );
      }
    }
  }
});

t.test('people: 1 to 2 % are there a second time, a little different, and never somebody of C Level', async (t) => {
  const all = people(1, 10_000);
  const doubles = byCompany(all).flatMap((colleagues): [Person, Person][] => {
    const seen = new Map<string, Person>();
    return colleagues.flatMap((person): [Person, Person][] => {
      const key = `${person.first_name} ${person.last_name} ${person.job_title}`.toLowerCase();
      const before = seen.get(key);
      seen.set(key, person);
      return before ? [[before, person]] : [];
    });
  });
  t.ok(doubles.length > 100 && doubles.length < 200, `${doubles.length} of 10,000`);
  const differ = (field: keyof Person) => doubles.filter(([one, other]) => one[field] !== other[field]).length;
  for (const field of ['uuid', 'created_at'] as const) t.equal(differ(field), doubles.length, field);
  for (const field of ['last_name', 'company_name', 'contact_linkedin_url'] as const) t.ok(differ(field) > 10, field);
  for (const field of ['contact_direct_phone', 'contact_mobile_phone'] as const) {
    const lost = doubles.filter(([one, other]) => one[field] !== null && other[field] === null).length;
    const kept = doubles.filter(([one, other]) => one[field] !== null && other[field] === one[field]).length;
    t.ok(lost > 10 && kept > 10, `${field}: ${lost} lost, ${kept} kept`);
  }
  t.notOk(doubles.some(([, { job_level }]) => job_level === 'C Level'));
});

t.test('people: about half are women, and a surname has the form for the sex of the first name', async (t) => {
  const all = people(1, 10_000);
  for (const country of countries) {
    const texts = (list: readonly Name[]) => new Set(list.map(({ text }) => text));
    const [women, men] = [texts(country.names.women), texts(country.names.men)];
    const forms = country.names.surnames.filter(({ woman, man }) => woman.text !== man.text);
    const wrong = { woman: texts(forms.map(({ man }) => man)), man: texts(forms.map(({ woman }) => woman)) };
    const there = all.filter((each) => each.contact_office_country === country.name);
    const names = there.map(({ first_name, last_name }) => [first_name ?? '', last_name ?? ''] as const);
    const ofWomen = names.filter(([first]) => women.has(first) && !men.has(first));
    const ofMen = names.filter(([first]) => men.has(first) && !women.has(first));
    const share = ofWomen.length / (ofWomen.length + ofMen.length);
    t.ok(share > 0.3 && share < 0.65, `${country.name}: ${share} are women`);
    t.notOk(ofWomen.find(([, last]) => wrong.woman.has(last)));
    t.notOk(ofMen.find(([, last]) => wrong.man.has(last)));
  }
});

t.test('people: no two people have the same email, however many there are', async (t) => {
  const owners = new Map<string, string>();
  let numbered = 0;
  for (const { contact_email, first_name, last_name, job_title } of makePeople(1, 60_000, [])) {
    if (contact_email === null) continue;
    // Whoever is there a second time has the same name, perhaps in capitals: Groß becomes GROSS.
    const name = `${first_name} ${last_name}`.toUpperCase();
    assert.equal(owners.get(contact_email) ?? name, name, `${contact_email}, ${job_title}`);
    owners.set(contact_email, name);
    if (/\d@/.test(contact_email)) numbered += 1;
  }
  t.ok(numbered > 0 && numbered < 600, `${numbered} emails have a number: two people of one company share a name`);
});

const scripts: Record<string, RegExp> = {
  Greece: /^[\p{Script=Greek}\s]+$/u,
  Ukraine: /^[\p{Script=Cyrillic}’]+$/u,
  Japan: /^[\p{Script=Han}々\p{Script=Hiragana}\p{Script=Katakana}]+$/u,
  'South Korea': /^\p{Script=Hangul}+$/u,
  Egypt: /^[\p{Script=Arabic}\s]+$/u,
};

t.test(
  "people: names are in the script of their country, and emails are made of the name's Latin letters",
  async () => {
    always((people) => {
      const known = people.filter(({ contact_office_country }) => contact_office_country !== null);
      const latin = /^[\p{Script=Latin}'\s]+$/u;
      fail(
        'a name in another script',
        known.filter(({ contact_office_country, first_name, last_name }) => {
          const script = scripts[contact_office_country ?? ''] ?? latin;
          return !script.test(first_name ?? '') || !script.test(last_name ?? '');
        }),
      );
      fail(
        'an email without a name',
        people.filter(
          ({ contact_email }) =>
            contact_email !== null && !/^[a-z]+(\.[a-z]+\d*)?@[a-z0-9-]+\.example$/.test(contact_email),
        ),
      );
    });
  },
);

t.test("names: the Latin letters of a name are the name's own, without accents", async (t) => {
  const all = countries.flatMap(({ names: { women, men, surnames }, founders, places }) => [
    ...[...women, ...men, ...founders, ...places],
    ...surnames.flatMap(({ woman, man }) => [woman, man]),
  ]);
  const own = all.filter(({ text }) => /^[\p{Script=Latin}\p{P}\s]+$/u.test(text));
  t.ok(own.filter(({ text }) => /[^ -~]/.test(text)).length > 100, 'many have accents');
  for (const { text, latin } of own) {
    // A letter with an accent is one or two without: an umlaut is "oe" in Germany, and "o" elsewhere.
    const letters = text
      .toLowerCase()
      .replace(/[^\p{L}]/gu, '')
      .replace(/[^a-z]/g, '[a-z]{1,2}');
    if (!new RegExp(`^${letters}$`).test(latin)) t.fail(`${text}: ${latin}`);
  }
});

const addresses: Record<string, { postal: RegExp; street: RegExp }> = {
  'United States': { postal: /^\d{5}$/, street: /^[1-9]\d\d Example Avenue$/ },
  'United Kingdom': { postal: /^[A-Z]{1,2}\d[A-Z]? \d[A-Z]{2}$/, street: /^[1-9]\d Example Road$/ },
  Canada: { postal: /^[A-Z]\d[A-Z] \d[A-Z]\d$/, street: /^[1-9]\d\d Example Street$/ },
  Australia: { postal: /^[2-9]0\d\d$/, street: /^[1-9]\d Example Street$/ },
  Ireland: { postal: /^[A-Z]\d\d [A-Z]\d[A-Z]\d$/, street: /^[1-9]\d Example Street$/ },
  Germany: { postal: /^\d{5}$/, street: /^Beispielstraße [1-9]\d$/ },
  France: { postal: /^\d{5}$/, street: /^[1-9]\d rue de l'Exemple$/ },
  Spain: { postal: /^\d{5}$/, street: /^Calle Ejemplo, [1-9]\d$/ },
  Sweden: { postal: /^\d{3} \d\d$/, street: /^Exempelgatan [1-9]\d$/ },
  Poland: { postal: /^\d\d-\d{3}$/, street: /^ul\. Przykładowa [1-9]\d$/ },
  Greece: { postal: /^\d{3} \d\d$/, street: /^Οδός Παραδείγματος [1-9]\d$/ },
  Ukraine: { postal: /^\d{5}$/, street: /^вул\. Прикладна, [1-9]\d$/ },
  Japan: { postal: /^\d{3}-\d{4}$/, street: /^例示町\d-\d-\d\d$/ },
  'South Korea': { postal: /^\d{5}$/, street: /^예시로 [1-9]\d$/ },
  Egypt: { postal: /^\d{5}$/, street: /^[1-9]\d شارع المثال$/ },
};

const companiesOf = (count: number, ...parts: (string | number)[]): Company[] => {
  const make = companyMaker(draw(...parts));
  return Array.from({ length: count }, (_, index) => make(industries[index % industries.length] ?? industries[0]));
};

t.test('companies: address, postal code and phone have the form of the country', async (t) => {
  t.same(Object.keys(addresses).sort(), countries.map(({ name }) => name).sort(), 'every country is checked');
  fc.assert(
    fc.property(seeds, (seed) => {
      for (const { address, postal_code, phone, country, office } of companiesOf(600, seed)) {
        const { postal, street } = addresses[country.name] ?? { postal: none, street: none };
        if (!postal.test(postal_code) || !street.test(address))
          throw new Error(`${country.name}: ${address}, ${postal_code}`);
        if (phone !== null && !reservedIn(country.name).landline.test(phone))
          throw new Error(`${country.name}: ${phone}`);
        if (!country.offices.includes(office)) throw new Error(`${office.city} is not in ${country.name}`);
      }
    }),
    { numRuns: 8 },
  );
});

t.test('companies: a domain determines all of a company, whoever draws it and whatever the seed', async (t) => {
  const known = new Map<string, Company>();
  let again = 0;
  for (let seed = 1; seed <= 5; seed += 1) {
    for (const company of companiesOf(5000, seed)) {
      const before = known.get(company.domain);
      if (before) again += 1;
      assert.deepEqual(company, before ?? company);
      known.set(company.domain, company);
    }
  }
  t.ok(again > 2000, `${again} were drawn before`);
  // Without the hyphen, Wood & Ford would share the domain of Woodford.
  const joined = [...known.values()].filter(({ short_name }) => short_name.includes(' & '));
  t.ok(joined.length > 100 && joined.every(({ domain }) => domain.includes('-')));
  const alike = [...known.values()].filter(
    (each) => each.short_name.endsWith(' Software') && each.country.name === 'Germany',
  );
  t.ok(new Set(alike.map(({ employee_range }) => employee_range)).size > 2, 'the rest of the name matters, too');
});

t.test('companies: Search and a job say the same of a company', async (t) => {
  const known = new Map<string | undefined, Person>();
  for (const each of people(1, 10_000)) {
    if (each.company_name && each.industry && each.contact_office_country)
      known.set(each.contact_email?.split('@')[1], each);
  }
  const fields_to_enrich = ['contact_email', 'company_country', 'employee_range', 'revenue_range', 'industry'];
  const job = { job_id: '00000000-0000-4000-8000-0000000000ab', fields_to_enrich, generate: 10_000 };
  const domains = new Set<string>();
  for (const record of jobRecords(1, job, [])) {
    const domain = String(record.contact_email).split('@')[1] ?? '';
    const there = known.get(domain);
    if (!there) continue;
    domains.add(domain);
    const { employee_range, revenue_range, industry, contact_office_country } = there;
    const inSearch = { employee_range, revenue_range, industry, company_country: contact_office_country };
    for (const [field, value] of Object.entries(inSearch)) {
      if (record[field] !== '') assert.equal(record[field], value, `${domain}: ${field}`);
    }
  }
  t.ok(domains.size > 10, `${domains.size} companies are in both`);
});

t.test('companies: names are in the language of the country, and have no number however many there are', async (t) => {
  const english = new Set(industries.flatMap(({ words }): readonly string[] => words));
  const foreign = [
    'Germany',
    'France',
    'Spain',
    'Sweden',
    'Poland',
    'Greece',
    'Ukraine',
    'Japan',
    'South Korea',
    'Egypt',
  ];
  // What the language has taken over from English.
  const borrowed = new Set(['Software', 'Solar', 'Bank', 'Hotels']);
  const companies = companiesOf(40_000, 1);
  const lastWord = ({ short_name }: Company): string => short_name.split(' ').at(-1) ?? '';
  const inEnglish = companies.filter(
    (each) => foreign.includes(each.country.name) && english.has(lastWord(each)) && !borrowed.has(lastWord(each)),
  );
  t.same(inEnglish.slice(0, 3), []);
  t.same(companies.filter(({ name, domain }) => /\d/.test(name + domain)).slice(0, 3), []);
  t.ok(
    companies.some(({ short_name }) => short_name.split(' & ').length > 2),
    'names with three beginnings',
  );
  for (const own of ['short_name', 'name', 'domain'] as const) {
    t.equal(new Set(companies.map((each) => each[own])).size, companies.length, own);
  }
  const hosts = companies.map(({ domain }) => domain.split('.')[0] ?? '');
  t.ok(Math.max(...hosts.map(({ length }) => length)) <= 63, 'a label of a host name has 63 letters at most');
});

t.test('people: all job levels are there, in every industry', async (t) => {
  const all = people(1, 10_000);
  for (const { name } of industries) {
    const levels = new Set(all.filter(({ industry }) => industry === name).map(({ job_level }) => job_level));
    for (const level of jobLevels) t.ok(levels.has(level.name), `${name}, ${level.name}`);
  }
});
