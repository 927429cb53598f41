import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';

const root = join(import.meta.dirname, '..', '..');

/** What Redocly says to an OpenAPI document by its recommended rules; its code is 0 where it finds no error. */
export const lint = async (text: string): Promise<{ code: number; said: string }> => {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-'));
  try {
    writeFileSync(join(folder, 'openapi.json'), text);
    const cli = join(root, 'node_modules', '@redocly', 'cli', 'bin', 'cli.js');
    const child = spawn(
      process.execPath,
      [cli, 'lint', '--config', join(root, 'redocly.yaml'), join(folder, 'openapi.json')],
      {
        env: { ...process.env, NODE_OPTIONS: '', REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
      },
    );
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part) => (said += part));
    const [code] = await once(child, 'close');
    return { code, said };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

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
