import { describeValues, parseWholeNumber } from '../../lib/parse-text-values.ts';
import { quoteText } from '../quote-client-text.ts';
import { FaultBody } from '../schemas/request-bodies.ts';

/**
 * Parses a `Prefer: code=503, delay=250` header, which has the effect of a fault on its call. Other preferences are ignored.
 * @returns undefined if the header has neither; an error text if one of them is wrong
 */
export const parsePreferHeader = (header: string | undefined): FaultBody | string | undefined => {
  if (header === undefined) return undefined;
  const effect: FaultBody = {};
  const { status, delay_ms } = FaultBody.properties;
  for (const preference of header.split(/[,;]/)) {
    const [name = '', value, ...rest] = preference.split('=').map((part) => part.trim());
    const isCode = name.toLowerCase() === 'code';
    if (!(isCode || name.toLowerCase() === 'delay') || value === undefined || rest.length > 0) continue;
    const text = value.replace(/^"/, '').replace(/"$/, '');
    const number = Number(parseWholeNumber(text));
    const range = isCode ? status : delay_ms.anyOf[0];
    if (!(number >= (range.minimum as number) && number <= (range.maximum as number))) {
      return `Prefer: ${name} must be ${describeValues(range)}, not ${quoteText(text)}.`;
    }
    if (isCode) effect.status = number;
    else effect.delay_ms = number;
  }
  return Object.keys(effect).length === 0 ? undefined : effect;
};
