import { Type } from '@sinclair/typebox';
import { createOpenapi } from '../../api/openapi/openapi-document.ts';
import type { Command } from '../../lib/command-options.ts';
import { version } from '../../lib/package-info.ts';

const NoOptions = Type.Object({});

export const openapiCommand: Command<typeof NoOptions> = {
  schema: NoOptions,
  prefix: 'ECORE_OPENAPI_',
  name: 'openapi',
  purpose: 'Prints the OpenAPI 3.1 document of the emulated API as JSON.',
  exitCodes: '0 printed, 1 wrong options.',
};

/** Prints the OpenAPI document of the emulated API. */
export const printOpenapi = (): void => {
  process.stdout.write(`${JSON.stringify(createOpenapi(version), null, 2)}\n`);
};
