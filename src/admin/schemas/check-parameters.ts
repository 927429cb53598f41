import type { Sent } from '../../api/schemas/parameters.ts';
import { pointerTo } from '../../lib/json-pointer.ts';
import { Refusal } from '../admin-context.ts';
import { quoted } from '../linter/client-text.ts';
import { adviceFor } from '../linter/nearest-name.ts';

/**
 * Checks that a call has only query parameters that its route takes, each once and with a value: a filter that is
 * misspelt would be ignored, and a wrong assertion would pass.
 * @param known the names of the parameters that the route takes
 * @throws Refusal, 400, for the first parameter that is wrong
 */
export const checkParameters = (sent: Sent, known: readonly string[]): void => {
  const checked = new Set<string>();
  for (const [name, text] of sent) {
    if (!known.includes(name)) {
      const advice = adviceFor('parameter', name, { of: 'this call', known });
      throw new Refusal(`unknown parameter ${quoted(name)}: ${advice}`, pointerTo(name));
    }
    if (text === '') throw new Refusal(`parameter ${name} is empty: give it a value, or leave it out`, pointerTo(name));
    if (checked.has(name)) throw new Refusal(`parameter ${name} is repeated: give it once`, pointerTo(name));
    checked.add(name);
  }
};
