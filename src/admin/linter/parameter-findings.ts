import type { TSchema } from '@sinclair/typebox';
import type { Endpoint } from '../../api/endpoints.ts';
import { hasEffect, readParameter, type Sent } from '../../api/schemas/parameters.ts';
import { quoted, shortened } from './client-text.ts';
import { type Finding, finding, mostFindings } from './finding.ts';
import { adviceFor } from './nearest-name.ts';

type Known = Readonly<Record<string, TSchema>>;

/** A name that no parameter or field of the endpoint has (E8). */
const unknownName = (what: 'parameter' | 'field', endpoint: Endpoint, name: string, known: Known): Finding => {
  const advice = adviceFor(what, name, { of: endpoint, known: Object.keys(known) });
  return finding('unknown-parameter', `unknown ${what} ${quoted(name)} is ignored: ${advice}`);
};

/**
 * Makes the findings for names that no parameter or field of the endpoint has (E8). Those that are more than a request
 * keeps are only counted: they share one finding, since looking for the name that is meant takes long.
 */
export const unknownNames = (what: 'parameter' | 'field', endpoint: Endpoint, known: Known) => {
  const others = finding('unknown-parameter', `further unknown ${what}s are ignored`);
  let made = 0;
  return (name: string): Finding => {
    made += 1;
    return made > mostFindings ? others : unknownName(what, endpoint, name, known);
  };
};

/** E14: Django REST Framework chooses what it renders by this parameter, and no endpoint documents it. */
const formatFinding = finding(
  'unknown-parameter',
  'unknown parameter "format" is ignored, but the vendor most likely answers 404 to any value but json and an empty one: leave it out',
  'E14',
);

/** Whether a value is no whole number that is written in a way of Python's (E10). */
const isPlainValue = (schema: TSchema | undefined, text: string): boolean =>
  schema?.type !== 'integer' || /^[0-9]*$/.test(text);

/** E10: a whole number that Python reads, though other languages may not. */
const numberFinding = (name: string, text: string, value: unknown): Finding => {
  const message = `${name} ${quoted(text)} is read as ${shortened(String(value))}, as Python's int() reads it: send plain digits`;
  return finding('unusual-number', message);
};

/** Whether a parameter surely has an effect: what it goes with is left at its default. */
const hasPlainEffect = (known: Known, { onlyWith }: TSchema, sent: Sent): boolean =>
  onlyWith === undefined ||
  Object.entries(onlyWith).every(
    ([other, value]) => !sent.some(([given]) => given === other) && known[other]?.default === value,
  );

/** Whether it takes no closer look: each parameter is known, given once, and has an effect. */
const arePlain = (known: Known, sent: Sent): boolean =>
  new Set(sent.map(([name]) => name)).size === sent.length &&
  sent.every(
    ([name, text]) =>
      Object.hasOwn(known, name) &&
      isPlainValue(known[name], text) &&
      hasPlainEffect(known, known[name] as TSchema, sent),
  );

/**
 * Parameters that the vendor ignores without a word: unknown, repeated, or without an effect beside the others; and
 * numbers that it reads although they are written in an unusual way.
 */
export const parameterFindings = (endpoint: Endpoint, known: Known, sent: Sent): Finding[] => {
  if (arePlain(known, sent)) return [];
  const findings: Finding[] = [];
  const counts = new Map<string, number>();
  const values: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(known)) values[name] = schema.default;
  for (const [name, text] of sent) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    const schema = Object.hasOwn(known, name) ? known[name] : undefined;
    if (schema && text !== '') values[name] = readParameter(schema, text);
  }
  const last = new Map(sent);
  const unknown = unknownNames('parameter', endpoint, known);
  for (const [name, count] of counts) {
    const schema = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!schema) findings.push(name === 'format' ? formatFinding : unknown(name));
    else if (count > 1) {
      findings.push(
        finding('doubled-parameter', `parameter ${name} is given ${count} times and the last one counts: give it once`),
      );
    }
    const text = last.get(name) as string;
    if (!schema || text === '') continue;
    if (!hasEffect(schema, values)) {
      const [[other, value]] = Object.entries(schema.onlyWith as Record<string, string>) as [[string, string]];
      // One that is no value of its own is refused anyway.
      if (values[other] === undefined) continue;
      const message = `parameter ${name} has no effect with ${other}=${values[other]}: leave it out, or ask for ${other}=${value}`;
      findings.push(finding('parameter-without-effect', message));
    } else if (values[name] !== undefined && !isPlainValue(schema, text)) {
      findings.push(numberFinding(name, text, values[name]));
    }
  }
  return findings;
};
