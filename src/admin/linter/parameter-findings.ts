import type { TSchema } from '@sinclair/typebox';
import type { Endpoint } from '../../api/endpoints.ts';
import { hasEffect, type QueryParameters, readParameter } from '../../api/schemas/parse-parameters.ts';
import { suggestNames } from '../../lib/nearest-name.ts';
import { quoteText, shortenText } from '../quote-client-text.ts';
import { createFinding, type Finding, maxFindings } from './finding.ts';

type KnownNames = Readonly<Record<string, TSchema>>;

/** A name that is neither a parameter nor a field of the endpoint (E8). */
const createUnknownNameFinding = (
  what: 'parameter' | 'field',
  endpoint: Endpoint,
  name: string,
  known: KnownNames,
): Finding => {
  const advice = suggestNames(what, name, { of: endpoint, known: Object.keys(known) });
  return createFinding('unknown-parameter', `unknown ${what} ${quoteText(name)} is ignored: ${advice}`);
};

/**
 * Returns a function that creates the findings for unknown names of a request (E8). Once the request has the maximal number
 * of findings, all further names share one finding, because the search for the nearest known name takes long.
 */
export const createUnknownNameLinter = (what: 'parameter' | 'field', endpoint: Endpoint, known: KnownNames) => {
  const further = createFinding('unknown-parameter', `further unknown ${what}s are ignored`);
  let count = 0;
  return (name: string): Finding => {
    count += 1;
    return count > maxFindings ? further : createUnknownNameFinding(what, endpoint, name, known);
  };
};

/** E14: Django REST Framework chooses the format of an answer by this parameter, and no endpoint documents it. */
const formatFinding = createFinding(
  'unknown-parameter',
  'unknown parameter "format" is ignored, but the vendor most likely answers 404 unless the value is json or empty: leave it out',
  'E14',
);

/** Whether a value is written so that every language can read it. False for numbers that only Python reads (E10). */
const isPlainValue = (schema: TSchema, text: string): boolean => schema.type !== 'integer' || /^[0-9]*$/.test(text);

/** E10: a whole number that Python reads, though other languages may not. */
const createNumberFinding = (name: string, text: string, value: unknown): Finding => {
  const message = `${name} ${quoteText(text)} is read as ${shortenText(String(value))}, as Python's int() reads it: send plain digits`;
  return createFinding('unusual-number', message);
};

/** E8: a parameter that is sent more than once. */
const createRepeatedFinding = (name: string, count: number): Finding =>
  createFinding(
    'doubled-parameter',
    `parameter ${name} is sent ${count} times, and only the last value counts: send it once`,
  );

/** R4: a parameter that has no effect beside the value of another one; undefined if that value is wrong itself. */
const createEffectFinding = (name: string, schema: TSchema, values: Record<string, unknown>): Finding | undefined => {
  const [[other, value]] = Object.entries(schema.onlyWith as Record<string, string>) as [[string, string]];
  if (values[other] === undefined) return undefined;
  const message = `parameter ${name} has no effect with ${other}=${values[other]}: leave it out, or send ${other}=${value}`;
  return createFinding('parameter-without-effect', message);
};

/** Whether a parameter has an effect because the parameter that it depends on has its default. */
const hasEffectByDefault = (known: KnownNames, { onlyWith }: TSchema, parameters: QueryParameters): boolean =>
  onlyWith === undefined ||
  Object.entries(onlyWith).every(
    ([other, value]) => !parameters.some(([name]) => name === other) && known[other]?.default === value,
  );

/** Whether a query needs no closer check, because each parameter is known, is sent once, and has an effect. */
const hasNoMistakes = (known: KnownNames, parameters: QueryParameters): boolean =>
  new Set(parameters.map(([name]) => name)).size === parameters.length &&
  parameters.every(([name, text]) => {
    const schema = Object.hasOwn(known, name) ? known[name] : undefined;
    return schema !== undefined && isPlainValue(schema, text) && hasEffectByDefault(known, schema, parameters);
  });

/**
 * Parameters that the vendor ignores silently: unknown, repeated, or without an effect beside the others; and numbers
 * that it reads although they are written in an unusual way.
 */
export const lintParameters = (endpoint: Endpoint, known: KnownNames, parameters: QueryParameters): Finding[] => {
  if (hasNoMistakes(known, parameters)) return [];
  const findSchema = (name: string): TSchema | undefined => (Object.hasOwn(known, name) ? known[name] : undefined);
  const counts = new Map<string, number>();
  const values: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(known)) values[name] = schema.default;
  for (const [name, text] of parameters) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    const schema = findSchema(name);
    if (schema && text !== '') values[name] = readParameter(schema, text);
  }
  const lastTexts = new Map(parameters);
  const unknown = createUnknownNameLinter('parameter', endpoint, known);
  const findings: (Finding | undefined)[] = [];
  for (const [name, count] of counts) {
    const schema = findSchema(name);
    if (!schema) {
      findings.push(name === 'format' ? formatFinding : unknown(name));
      continue;
    }
    if (count > 1) findings.push(createRepeatedFinding(name, count));
    const text = lastTexts.get(name) as string;
    if (text === '') continue;
    if (!hasEffect(schema, values)) findings.push(createEffectFinding(name, schema, values));
    else if (values[name] !== undefined && !isPlainValue(schema, text)) {
      findings.push(createNumberFinding(name, text, values[name]));
    }
  }
  return findings.filter((found) => found !== undefined);
};
