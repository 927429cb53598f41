import { createParameterCompiler, type QueryParameters } from '../../api/schemas/parse-parameters.ts';
import { toJsonPointer } from '../../lib/json-pointer.ts';
import { suggestNames } from '../../lib/nearest-name.ts';
import { parseValue } from '../../lib/parse-text-values.ts';
import { AdminError } from '../admin-errors.ts';
import { quoteText } from '../quote-client-text.ts';

/**
 * Checks that a call has only query parameters that its route knows, each once and with a value. Otherwise a misspelt
 * filter would be ignored, and a test would pass that should fail.
 * @param known the names of the parameters that the route takes
 * @throws AdminError with 400 for the first parameter that is wrong
 */
export const checkQueryParameters = (sent: QueryParameters, known: readonly string[]): void => {
  const checked = new Set<string>();
  for (const [name, text] of sent) {
    const path = toJsonPointer(name);
    if (!known.includes(name)) {
      const advice = suggestNames('parameter', name, { of: 'this call', known });
      throw new AdminError(`unknown parameter ${quoteText(name)}: ${advice}`, path);
    }
    if (text === '') throw new AdminError(`parameter ${name} is empty: send a value, or leave it out`, path);
    if (checked.has(name)) throw new AdminError(`parameter ${name} is repeated: send it once`, path);
    checked.add(name);
  }
};

/** Reads the query parameters of the admin API, whose numbers are plain digits. */
export const adminParameterCompiler = createParameterCompiler(parseValue);
