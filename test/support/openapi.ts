import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';

const escaped = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Makes what says how a JSON body breaks an OpenAPI document, by a validator that has no part in serving; undefined where it is valid. */
export const bodyFaults = (document: object) => {
  const ajv = new Ajv2020({ strict: false, formats: fullFormats });
  ajv.addSchema(document, 'openapi');
  return (path: string, method: string, status: number, body: string): string | undefined => {
    const parts = ['paths', path, method, 'responses', String(status), 'content', 'application/json', 'schema'];
    const validate = ajv.getSchema(`openapi#/${parts.map(escaped).join('/')}`) as ValidateFunction;
    return validate(JSON.parse(body)) ? undefined : ajv.errorsText(validate.errors);
  };
};
