import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';

const escaped = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

/**
 * Returns a function that finds the errors of a JSON body by an OpenAPI document, and returns undefined for a valid body.
 * The server does not use this validator, so the two do not share bugs.
 */
export const createBodyValidator = (document: object) => {
  const ajv = new Ajv2020({ strict: false, formats: fullFormats });
  ajv.addSchema(document, 'openapi');
  return (path: string, method: string, status: number, body: string): string | undefined => {
    const parts = ['paths', path, method, 'responses', String(status), 'content', 'application/json', 'schema'];
    const validate = ajv.getSchema(`openapi#/${parts.map(escaped).join('/')}`) as ValidateFunction;
    return validate(JSON.parse(body)) ? undefined : ajv.errorsText(validate.errors);
  };
};
