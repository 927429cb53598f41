import t from 'tap';
import { serve } from '../support/command.ts';
import { bearer, sendRequest, token } from '../support/http.ts';
import { matchList } from '../support/match-list.ts';

const { url } = await serve(t);

type Person = Record<string, string | boolean | null>;
type Page = { success: boolean; count: number; results: Person[] };

const get = (query = '', headers = token('demo-token')) =>
  sendRequest(`${url}/backend/api/v1/external/search/${query}`, { headers });
const search = async (filters: Record<string, string | number>, as = 'demo-token'): Promise<Page> =>
  (await get(`?${new URLSearchParams(filters as Record<string, string>)}`, token(as))).json();

t.test('S1: a missing, invalid, expired or revoked token and the token of an inactive account are 401', async (t) => {
  const invalidTokens = ['nobody', 'expired-token', 'revoked-token', 'inactive-token'].map(token);
  for (const headers of [{}, bearer('demo-token'), ...invalidTokens]) {
    const answer = await get('', headers as Record<string, string>);
    t.equal(answer.status, 401, JSON.stringify(headers));
    t.equal(answer.text, '{"detail":"Invalid token."}');
    t.equal(answer.headers['www-authenticate'], 'Token');
  }
});

const filters: Record<string, string> = {
  industry: 'Technology',
  job_title: 'Manager',
  job_level: 'Director Level',
  company_name: 'er',
  contact_office_country: 'Germany',
  employee_range: '51-200',
  revenue_range: '$10M-$50M',
};

t.test('S2: each filter selects some people, and several filters are combined by AND', async (t) => {
  const counts = new Map<string, number>();
  for (const [name, value] of Object.entries(filters)) {
    const { count } = await search({ [name]: value });
    counts.set(name, count);
    t.ok(count > 0 && count < 10_000, `${name}: ${count}`);
  }
  for (const first of Object.keys(filters)) {
    for (const second of Object.keys(filters)) {
      if (first >= second) continue;
      const { count } = await search({ [first]: filters[first] as string, [second]: filters[second] as string });
      t.ok(count < (counts.get(first) as number) && count < (counts.get(second) as number), `${first} and ${second}`);
    }
  }
  const all = await search({ industry: 'Technology', job_level: 'C Level', job_title: 'ceo', limit: 200 });
  for (const person of all.results) t.match(person, { industry: 'Technology', job_level: 'C Level', job_title: 'CEO' });
  t.equal((await search({ industry: 'Technology', job_title: 'no such title' })).count, 0);
});

t.test(
  'S3: job_title and company_name match any part of the value, the other filters match the whole value',
  async (t) => {
    t.ok((await search({ job_title: 'gine' })).results.every(({ job_title }) => /gine/i.test(String(job_title))));
    t.equal((await search({ company_name: 'cme Cor' })).results[0]?.last_name, 'Doe');
    for (const [name, part] of Object.entries({
      industry: 'Technolog',
      job_level: 'Level',
      contact_office_country: 'United',
      employee_range: '51-20',
      revenue_range: '$10M',
    })) {
      t.equal((await search({ [name]: part })).count, 0, name);
    }
  },
);

t.test('S3: letter case does not matter in any script', async (t) => {
  const equalValues = [
    ['industry', 'Technology', 'tEcHNOLOGY'],
    ['job_level', 'C Level', 'c level'],
    ['contact_office_country', 'United Kingdom', 'UNITED KINGDOM'],
    ['revenue_range', '$10M-$50M', '$10m-$50m'],
    ['company_name', 'Café Étoile', 'CAFÉ ÉTOILE'],
    ['company_name', 'Café Étoile', 'café étoile'],
    ['company_name', 'Οδυσσεύς', 'ΟΔΥΣΣΕΎΣ'],
    ['company_name', 'Дніпро', 'ДНІПРО'],
    ['company_name', 'Große Straße', 'GROSSE STRASSE'],
    ['job_title', 'Directrice Générale', 'DIRECTRICE GÉNÉRALE'],
    ['company_name', 'k', '\u212A'],
  ] as const;
  for (const [name, value, otherCase] of equalValues) {
    const { count } = await search({ [name]: value });
    t.ok(count > 0, `${name}=${value}`);
    t.equal((await search({ [name]: otherCase })).count, count, `${name}=${otherCase}`);
  }
});

t.test('S3: %, _, *, " and \\ have no special meaning', async (t) => {
  for (const [name, value] of [
    ['company_name', '100% Pure_Water *Ltd*'],
    ['company_name', '%'],
    ['company_name', '_'],
    ['company_name', '*'],
    ['job_title', '"Special"'],
    ['job_title', '\\'],
  ] as const) {
    const { count, results } = await search({ [name]: value });
    t.equal(count, 1, `${name}=${value}`);
    t.equal(results[0]?.first_name, 'Nadia');
  }
  for (const value of ['Technology ', ' Technology', 'T%', 'Technolog_', 'Tech*', '%', '"Technology"', "' OR 1=1 --"]) {
    t.equal((await search({ industry: value })).count, 0, value);
  }
});

t.test('S4: the same query always returns the same order, with and without filters', async (t) => {
  for (const query of [{ limit: 300 }, { industry: 'Retail', limit: 300 }, { job_title: 'data', limit: 300 }]) {
    const whole = await search(query);
    t.same(await search(query), whole);
    const halves = await Promise.all([0, 150].map((offset) => search({ ...query, limit: 150, offset })));
    t.same(
      halves.flatMap(({ results }) => results),
      whole.results,
    );
  }
  t.same(
    (await search({ limit: 12 })).results.map(({ last_name }) => last_name),
    [
      'Doe',
      'Lefèvre',
      'Παπαδοπούλου',
      '佐藤',
      "O'Brien",
      'حسن',
      'Шевченко',
      '김',
      'Żółkiewski',
      'Öberg',
      'Nambiar',
      'Weiß',
    ],
    'the newest people come first, by created_at of the fixtures',
  );
});

t.test('S5: limit is 10 and offset is 0 by default', async (t) => {
  const plain = await get();
  t.equal(plain.json().results.length, 10);
  t.equal((await get('?limit=10&offset=0')).text, plain.text);
  t.same((await search({ offset: 4, limit: 3 })).results, plain.json().results.slice(4, 7));
});

t.test(
  'S6: a limit or offset that is too small or not a whole number is 400, and the error names the valid values',
  async (t) => {
    for (const value of ['abc', '0', '-1', '1.5']) {
      const answer = await get(`?limit=${value}`);
      t.equal(answer.status, 400, value);
      t.equal(answer.text, '{"error":"limit must be a whole number of at least 1."}');
    }
    for (const value of ['abc', '-1', '1.5']) {
      const answer = await get(`?offset=${value}`);
      t.equal(answer.status, 400, value);
      t.equal(answer.text, '{"error":"offset must be a whole number of at least 0."}');
    }
  },
);

t.test(
  'S7: a limit above 1000 is read as 1000; an offset after the end returns no results and the correct count',
  async (t) => {
    for (const limit of ['1000', '1001', '999999', '9'.repeat(400)]) {
      t.equal((await search({ limit })).results.length, 1000, limit);
    }
    for (const offset of ['10000', '9007199254740993', '9'.repeat(400)]) {
      t.same(await search({ offset }), { success: true, count: 10_000, results: [] }, offset);
    }
    t.equal((await search({ offset: 9_999 })).results.length, 1);
  },
);

t.test('S8: the answer has success, the count of all matches and the results of the page', async (t) => {
  const page = await search({ industry: 'Technology', job_level: 'C Level', limit: 5 });
  t.same(Object.keys(page), ['success', 'count', 'results']);
  t.equal(page.success, true);
  t.equal(page.count, 1250);
  t.equal(page.results.length, 5);
  const pages = await Promise.all(
    [0, 1000].map((offset) => search({ industry: 'Technology', job_level: 'C Level', limit: 1000, offset })),
  );
  t.same(
    pages.map(({ results }) => results.length),
    [1000, 250],
  );
});

t.test("S8: the example request of the vendor's page gets the answer that the page shows", async (t) => {
  const answer = await get('?industry=Technology&job_level=C%20Level&limit=5', token('YOUR_API_TOKEN'));
  t.equal(
    answer.text.slice(0, answer.text.indexOf('},{') + 1),
    '{"success":true,"count":1250,"results":[{"uuid":"a1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d","first_name":"John",' +
      '"last_name":"Doe","company_name":"Acme Corp","job_title":"CEO","job_level":"C Level","industry":"Technology",' +
      '"contact_linkedin_url":"https://linkedin.com/in/johndoe","contact_email":null,"contact_direct_phone":null,' +
      '"contact_mobile_phone":null,"is_email_unlocked":false,"is_phone_unlocked":false}',
  );
});

t.test('S9: a result has exactly the documented keys, in their order', async (t) => {
  const keys = [
    'uuid',
    'first_name',
    'last_name',
    'company_name',
    'job_title',
    'job_level',
    'industry',
    'contact_linkedin_url',
    'contact_email',
    'contact_direct_phone',
    'contact_mobile_phone',
    'is_email_unlocked',
    'is_phone_unlocked',
  ];
  const { results } = await search({ limit: 1000 });
  t.same(
    results.map(Object.keys),
    results.map(() => keys),
  );
});

t.test(
  'S10: email and phones are null until the account has unlocked them, and the flags show what is unlocked',
  async (t) => {
    const [first, second, third, fourth] = (await search({ limit: 4 })).results;
    const masked = { contact_email: null, contact_direct_phone: null, contact_mobile_phone: null };
    t.match(first, { ...masked, is_email_unlocked: false, is_phone_unlocked: false });
    t.match(second, {
      contact_email: 'emilie.lefevre@cafe-etoile.example',
      contact_direct_phone: null,
      contact_mobile_phone: null,
      is_email_unlocked: true,
      is_phone_unlocked: false,
    });
    t.match(third, {
      contact_email: null,
      contact_direct_phone: '+1 212 555 0105',
      contact_mobile_phone: '+1 212 555 0106',
      is_email_unlocked: false,
      is_phone_unlocked: true,
    });
    t.match(fourth, {
      contact_email: 'misaki.sato@tokyo-software.example',
      contact_direct_phone: '+1 303 555 0107',
      contact_mobile_phone: '+1 303 555 0108',
      is_email_unlocked: true,
      is_phone_unlocked: true,
    });
  },
);

t.test('S10: an unlocked email or phone is null if the person has none', async (t) => {
  const newest = (await search({ limit: 100 })).results;
  t.ok(
    newest.some((person) => person.is_phone_unlocked && !person.contact_direct_phone && !person.contact_mobile_phone),
  );
  t.ok(newest.some((person) => person.is_email_unlocked && !person.contact_email));
});

t.test('S10: an unlock of another account changes nothing', async (t) => {
  for (const as of ['other-token', 'empty-token']) {
    const { results } = await search({ limit: 1000 }, as);
    const masked = { contact_email: null, contact_direct_phone: null, contact_mobile_phone: null };
    matchList(t, results, new Array(1000).fill({ ...masked, is_email_unlocked: false, is_phone_unlocked: false }));
  }
});
