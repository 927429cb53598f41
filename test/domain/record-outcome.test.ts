import assert from 'node:assert/strict';
import t from 'tap';
import { matchNames, type Name } from '../../src/domain/name-matching.ts';
import { findContradiction } from '../../src/domain/record-contradictions.ts';
import type { StoredRecord } from '../../src/domain/record-fields.ts';
import {
  completeRecord,
  computeEnrichmentStatus,
  deriveJobRules,
  type JobRules,
} from '../../src/domain/record-outcome.ts';
import { generateJobRecords } from '../../src/fixtures/generate/generate-records.ts';
import { fc } from '../support/property.ts';
import { fieldName, isInternal, publicName, record, statusColumns } from '../support/records.ts';

const nameOf = (text: string): Name => {
  const [first = '', last = ''] = text.split('/');
  return { first, last };
};

t.test(
  'R22: equal names match at once, similar names match if the service is available, and other names do not match',
  async (t) => {
    const exact = ['Jane/Doe = Jane/Doe', ' jane /DOE = Jane/Doe', 'ÉMILE/ZOLA = Émile/Zola', '明/菅 = 明/菅'];
    const fuzzy = [
      'Bob/Doe = Robert/Doe',
      'Robert/Doe = Rob/Doe',
      'Bob/Doe = Rob/Doe',
      'J./Doe = Jane/Doe',
      'J/Doe = Jane/Doe',
      'Jane/Doe = J./Doe',
      'Jose/Nunez = José/Núñez',
      'WEISS/MULLER = Weiß/Müller',
      'Lukasz/Lodz = Łukasz/Łódź',
      'Jane/Doe = Jane/Doe-Smith',
      'Jane/Smith = Jane/Doe-Smith',
      'Ana/García Márquez = Ana/Márquez',
      "Conor/O'Brien = Conor/OBrien",
      'Anna/Doe = Anna Maria/Doe',
      'Jean/Roux = Jean-Pierre/Roux',
      "Марʼяна/Doe = Мар'яна/Doe",
      'Ｂｏｂ/Doe = Robert/Doe',
    ];
    const different = [
      'Jane/Doe = John/Doe',
      'Jane/Doe = Jane/Smith',
      'K./Doe = Jane/Doe',
      'Alexander/Doe = Alexandra/Doe',
      'Jane/D = Jane/Doe',
      '明/菅 = 明子/菅',
      'Maria/Doe = Anna Maria/Doe',
      '𐐀/Doe = 𐐁𐐂/Doe',
      'constructor/Doe = toString/Doe',
    ];
    const half = ['-/Doe = Jane/Doe', '😀/Doe = Jane/Doe', '\u200b/Doe = Jane/Doe', 'Jane/? = Jane/Doe'];
    const compared = (line: string, isAnswered: boolean) => {
      const [input = '', enriched = ''] = line.split(' = ');
      return matchNames(nameOf(input), nameOf(enriched), isAnswered);
    };
    for (const line of exact) t.same([compared(line, true), compared(line, false)], ['matched', 'matched'], line);
    for (const line of half) t.same([compared(line, true), compared(line, false)], ['matched', 'matched'], line);
    for (const line of fuzzy) t.same([compared(line, true), compared(line, false)], ['matched', 'skipped'], line);
    for (const line of different)
      t.same([compared(line, true), compared(line, false)], ['mismatched', 'skipped'], line);
  },
);

t.test(
  'R24: the name match is skipped if a name is missing, and compares the parts that both names have',
  async (t) => {
    for (const [input, enriched, outcome] of [
      ['/', 'Jane/Doe', 'skipped'],
      [' / ', 'Jane/Doe', 'skipped'],
      ['Jane/Doe', '/', 'skipped'],
      ['Jane/', '/Doe', 'skipped'],
      ['/Doe', 'Jane/Doe', 'matched'],
      ['Jane/', 'Jane/Doe', 'matched'],
      ['/Smith', 'Jane/Doe', 'mismatched'],
    ] as const) {
      t.equal(matchNames(nameOf(input), nameOf(enriched)), outcome, `${input} and ${enriched}`);
    }
  },
);

t.test('R22: the name match is symmetric, and each name matches itself', async () => {
  const part = fc.oneof(
    fc.constantFrom('', ' ', 'Bob', 'Robert', 'J.', 'José', 'Doe-Smith', 'Doe', 'de', '明', '😀'),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );
  const name = fc.record({ first: part, last: part });
  const property = fc.property(name, name, fc.boolean(), (a, b, isAnswered) => {
    assert.equal(matchNames(a, b, isAnswered), matchNames(b, a, isAnswered));
    assert.equal(matchNames(a, a, isAnswered), /[\p{L}\p{N}]/u.test(a.first + a.last) ? 'matched' : 'skipped');
  });
  fc.assert(property, { numRuns: 1000 });
});

t.test(
  'R22: a part of more than 200 letters matches only an equal part, so that no comparison takes long',
  async (t) => {
    const words = (count: number) => Array.from({ length: count }, (_, index) => `w${index}`.padEnd(4, 'x'));
    for (const [count, outcome] of [
      [40, 'matched'],
      [41, 'mismatched'],
      [300_000, 'mismatched'],
    ] as const) {
      const [last, reversed] = [words(count).join(' '), words(count).reverse().join(' ')];
      t.equal(matchNames({ first: '', last }, { first: '', last: reversed }), outcome, `${last.length} letters`);
      t.equal(matchNames({ first: '', last }, { first: '', last: last.toUpperCase() }), 'matched');
    }
  },
);

t.test('R11, R22, R23: enrichment_status follows from the values and the checks', async (t) => {
  const checks = { name_match_status: 'matched', still_in_company_status: 'current' } as const;
  t.equal(computeEnrichmentStatus(['a', 0], checks), 'enriched');
  t.equal(computeEnrichmentStatus(['a', ''], checks), 'partially_enriched');
  t.equal(computeEnrichmentStatus(['', null], checks), 'not_enriched');
  t.equal(computeEnrichmentStatus([]), 'not_enriched');
  t.equal(computeEnrichmentStatus(['a'], { ...checks, name_match_status: 'mismatched' }), 'not_enriched');
  t.equal(computeEnrichmentStatus(['a'], { ...checks, still_in_company_status: 'left' }), 'not_enriched');
  t.equal(
    computeEnrichmentStatus(['a'], { name_match_status: 'skipped', still_in_company_status: 'skipped' }),
    'enriched',
  );
});

const isStatusColumn = (name: string) => statusColumns.some((each) => each === name);
const requestable = publicName.filter((name) => name !== '' && !name.startsWith('imported_') && !isStatusColumn(name));

const job = fc.record(
  {
    category: fc.constantFrom('contact', 'account'),
    tier: fc.constantFrom('quick', 'standard', 'pro'),
    fields_to_enrich: fc.array(fc.oneof(requestable, fc.constantFrom('contact_email', 'first_name')), {
      maxLength: 6,
    }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Parameters<typeof deriveJobRules>[0]>;

/** A record that does not contradict its job. It has the given values in its status columns if the job allows them. */
const given = fc.tuple(
  record(fieldName),
  record(fc.constantFrom('contact_email', 'first_name', 'imported_first_name')),
);
const withoutFaults = (rules: JobRules, open: StoredRecord): StoredRecord => {
  const valid = { ...open };
  for (let fault = findContradiction(rules, valid); fault; fault = findContradiction(rules, valid))
    delete valid[fault.field];
  return valid;
};

t.test('R11: a completed record has every requested field in order, and null only in imported_*', async () => {
  const property = fc.property(job, given, (drawn, [one, other]) => {
    const rules = deriveJobRules(drawn);
    const before = withoutFaults(rules, { ...one, ...other });
    const after = completeRecord(rules, before);
    const names = Object.keys(after).filter((name) => !isInternal(name));
    const checks = (drawn.category ?? 'contact') === 'contact' && drawn.tier !== 'quick';
    const columns = checks ? statusColumns : statusColumns.slice(0, 2);
    const asked = [...new Set(drawn.fields_to_enrich ?? rules.requested)];
    const fixed = [...Object.keys(before).filter((name) => name.startsWith('imported_')), ...asked, ...columns];
    assert.deepEqual(names.slice(0, fixed.length), fixed, 'R11');
    for (const name of names) {
      if (name.startsWith('imported_')) assert.equal(after[name], before[name], 'the input is not changed');
      else assert.notEqual(after[name], null, name);
      if (Object.hasOwn(before, name) && before[name] !== null && before[name] !== '') {
        assert.equal(after[name], before[name], 'a status in the record is returned');
      }
    }
    for (const name of Object.keys(before)) assert.ok(Object.hasOwn(after, name) || isStatusColumn(name), name);
    assert.equal(findContradiction(rules, after), undefined, 'it is valid');
    assert.deepEqual(completeRecord(rules, after), after, 'there is nothing left to complete');
    if (after.enrichment_status !== 'not_enriched') {
      assert.notEqual(after.name_match_status, 'mismatched');
      assert.notEqual(after.still_in_company_status, 'left');
    }
  });
  fc.assert(property, { numRuns: 500 });
});

const generated = (more: object): StoredRecord[] => [
  ...generateJobRecords(3, { job_id: '00000000-0000-4000-8000-0000000000aa', generate: 3000, ...more }, []),
];

t.test(
  'R21: emails are validated only if contact_email is requested, and a failed validation removes the email',
  async (t) => {
    const outcomes = generated({}).map((each) => [each.email_validation_status, each.contact_email !== '']);
    t.same(new Set(outcomes.map(String)), new Set(['valid,true', 'invalid,false', 'not_validated,false']));
    for (const fields_to_enrich of [['contact_mobile_phone'], ['first_name', 'job_title']]) {
      t.notOk(generated({ fields_to_enrich }).some((each) => 'email_validation_status' in each));
    }
    t.notOk(generated({ category: 'account' }).some((each) => 'email_validation_status' in each));
  },
);

t.test('R22, R23: the charge of a row is reversed if a check made it not_enriched', async (t) => {
  const records = generated({});
  for (const { name_match_status, still_in_company_status, enrichment_status, _credits_charged } of records) {
    if (name_match_status === 'mismatched' || still_in_company_status === 'left') {
      assert.equal(enrichment_status, 'not_enriched');
    }
    assert.equal(_credits_charged, enrichment_status === 'not_enriched' ? 0 : 1);
  }
  t.ok(records.some((each) => each.name_match_status === 'mismatched'));
  t.ok(records.some((each) => each.still_in_company_status === 'left'));
});
