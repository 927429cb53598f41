import type { TSchema } from '@sinclair/typebox';
import type { Endpoint } from '../../api/endpoints.ts';
import { hasEffect, type Sent } from '../../api/parameters.ts';
import { readText } from '../../text-values.ts';
import { quoted } from '../quoted.ts';
import { type Finding, finding } from './finding.ts';

type Known = Readonly<Record<string, TSchema>>;

/** A name in the letters that count when it is compared: `pageSize` and `page-size` are `page_size`. */
const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** How many letters have to be put in, taken out or changed to make one text of another. */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [before, letter] of [...from].entries()) {
    const next = [before + 1];
    for (let index = 0; index < to.length; index += 1) {
      const change = (row[index] as number) + Number(letter !== to[index]);
      next.push(Math.min((row[index + 1] as number) + 1, (next[index] as number) + 1, change));
    }
    row = next;
  }
  return row[to.length] as number;
};

/** The known name that is meant, most likely; undefined where none is near. */
export const nearest = (name: string, known: readonly string[]): string | undefined => {
  const given = plain(name.slice(0, 60));
  const [best] = known
    .map((each) => ({ each, away: distance(given, plain(each)) }))
    .filter(({ away }) => away <= Math.floor(given.length / 3))
    .sort((a, b) => a.away - b.away);
  return best?.each;
};

/** A name that no parameter or field of the endpoint has (E8). */
export const unknownName = (what: 'parameter' | 'field', endpoint: Endpoint, name: string, known: Known): Finding => {
  const names = Object.keys(known);
  const meant = nearest(name, names);
  const advice =
    meant === undefined
      ? `${endpoint} takes ${names.length > 0 ? names.join(', ') : `no ${what}`}`
      : `did you mean ${meant}?`;
  return finding('unknown-parameter', `unknown ${what} ${quoted(name)} is ignored: ${advice}`);
};

/** Whether a parameter surely has an effect: what it goes with is left at its default. */
const hasPlainEffect = (known: Known, { onlyWith }: TSchema, sent: Sent): boolean =>
  onlyWith === undefined ||
  Object.entries(onlyWith).every(
    ([other, value]) => !sent.some(([given]) => given === other) && known[other]?.default === value,
  );

/** Whether it takes no closer look: each parameter is known, given once, and has an effect. */
const arePlain = (known: Known, sent: Sent): boolean =>
  sent.every(
    ([name], index) =>
      Object.hasOwn(known, name) &&
      hasPlainEffect(known, known[name] as TSchema, sent) &&
      !sent.some(([other], at) => at > index && other === name),
  );

/** Parameters that the vendor ignores without a word: unknown, repeated, or without an effect beside the others. */
export const parameterFindings = (endpoint: Endpoint, known: Known, sent: Sent): Finding[] => {
  if (arePlain(known, sent)) return [];
  const findings: Finding[] = [];
  const counts = new Map<string, number>();
  const values: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(known)) values[name] = schema.default;
  for (const [name, text] of sent) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    const schema = Object.hasOwn(known, name) ? known[name] : undefined;
    if (schema && text !== '') values[name] = readText(schema, text);
  }
  const last = new Map(sent);
  for (const [name, count] of counts) {
    const schema = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!schema) findings.push(unknownName('parameter', endpoint, name, known));
    else if (count > 1) {
      findings.push(
        finding('doubled-parameter', `parameter ${name} is given ${count} times and the last one counts: give it once`),
      );
    }
    if (schema && last.get(name) !== '' && !hasEffect(schema, values)) {
      const [[other, value]] = Object.entries(schema.onlyWith as Record<string, string>) as [[string, string]];
      // One that is no value of its own is refused anyway.
      if (values[other] === undefined) continue;
      const message = `parameter ${name} has no effect with ${other}=${values[other]}: leave it out, or ask for ${other}=${value}`;
      findings.push(finding('parameter-without-effect', message));
    }
  }
  return findings;
};
